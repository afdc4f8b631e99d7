import static java.nio.charset.StandardCharsets.UTF_8;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes the metadata by which editors complete our properties, from core's reference.conf. */
final class Metadata {
  private static final String PREFIX = "heliosdb.edge.cache";

  private Metadata() {}

  /** Writes the file named by the only argument. */
  public static void main(String[] arguments) throws IOException {
    Config reference = ConfigFactory.parseResources(Metadata.class.getClassLoader(), "reference.conf");
    Config ours = reference.getConfig(PREFIX);
    TreeMap<String, ConfigValue> settings = new TreeMap<>();
    ours.entrySet().forEach(entry -> settings.put(entry.getKey(), entry.getValue()));

    List<Map<String, Object>> properties = new ArrayList<>();
    settings.forEach(
        (key, value) -> {
          Map<String, Object> property = new LinkedHashMap<>();
          property.put("name", PREFIX + "." + String.join(".", ConfigUtil.splitPath(key)));
          property.put("type", type(value.valueType()));
          property.put("description", description(value));
          property.put("defaultValue", value.unwrapped());
          properties.add(property);
        });
    properties.add(
        Map.of(
            "name", PREFIX + ".caches",
            "type", "java.util.Map<java.lang.String,java.lang.Object>",
            "description", description(ours.getValue("caches"))));
    String json =
        ConfigFactory.parseMap(Map.of("properties", properties))
            .root()
            .render(ConfigRenderOptions.concise().setFormatted(true));
    Path file = Path.of(arguments[0]);
    Files.createDirectories(file.getParent());
    Files.writeString(file, json, UTF_8);
  }

  private static String type(ConfigValueType type) {
    return switch (type) {
      case BOOLEAN -> "java.lang.Boolean";
      case NUMBER -> "java.lang.Number";
      case LIST -> "java.util.List<java.lang.String>";
      default -> "java.lang.String";
    };
  }

  private static String description(ConfigValue value) {
    return String.join(" ", value.origin().comments().stream().map(String::strip).toList());
  }
}
