package com.heliosdb.edge.cache.benchmarks.replay;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes maps, lists, strings and numbers as JSON (RFC 8259). */
final class Json {
  private Json() {}

  static String of(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, "\n", out);
    return out.append('\n').toString();
  }

  private static void write(Object value, String indent, StringBuilder out) {
    if (value instanceof Map<?, ?> map) {
      writeAll(
          '{',
          map.entrySet().iterator(),
          each -> {
            Map.Entry<?, ?> entry = (Map.Entry<?, ?>) each;
            write(String.valueOf(entry.getKey()), "", out);
            out.append(": ");
            write(entry.getValue(), indent + "  ", out);
          },
          '}',
          indent,
          out);
    } else if (value instanceof List<?> list) {
      writeAll('[', list.iterator(), each -> write(each, indent + "  ", out), ']', indent, out);
    } else if (value instanceof Double number) {
      out.append(String.format(Locale.ROOT, "%.5f", number));
    } else if (value instanceof Number) {
      out.append(value);
    } else {
      writeString(String.valueOf(value), out);
    }
  }

  @FunctionalInterface
  private interface Writer {
    void write(Object each);
  }

  private static void writeAll(
      char open, Iterator<?> all, Writer writer, char close, String indent, StringBuilder out) {
    out.append(open);
    while (all.hasNext()) {
      out.append(indent).append("  ");
      writer.write(all.next());
      out.append(all.hasNext() ? "," : indent);
    }
    out.append(close);
  }

  private static void writeString(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
