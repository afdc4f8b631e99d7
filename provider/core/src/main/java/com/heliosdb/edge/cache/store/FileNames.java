package com.heliosdb.edge.cache.store;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Names of files for names of anything: different for different names, the same in every run. */
public final class FileNames {
  private static final int LONGEST = 80;

  private FileNames() {}

  /** The name with all but letters, digits, '-' and '_' as %XX; a long one is cut and summed. */
  public static String of(String name) {
    StringBuilder file = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      // Upper-case letters too: some file systems do not tell them from lower-case ones.
      boolean plain = (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') || b == '-' || b == '_';
      if (plain) {
        file.append((char) b);
      } else {
        file.append('%').append(Character.forDigit((b >> 4) & 15, 16));
        file.append(Character.forDigit(b & 15, 16));
      }
    }
    if (file.length() <= LONGEST) {
      return file.isEmpty() ? "%" : file.toString();
    }
    CRC32C sum = new CRC32C();
    sum.update(name.getBytes(StandardCharsets.UTF_8));
    return file.substring(0, LONGEST)
        + "%%"
        + Long.toHexString(sum.getValue())
        + "-"
        + name.length();
  }
}
