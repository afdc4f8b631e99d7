package outside;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stranger gets who adds the artifact beside Hazelcast's and Ehcache's own jars. */
class ShopTest {
  @TempDir Path directory;

  @Test
  void the_second_call_and_the_call_after_a_restart_are_answered_by_the_cache() throws Exception {
    String provider =
        "more than two providers true; com.heliosdb.edge.cache.jcache.EdgeCachingProvider";
    String cold = run();
    assertTrue(cold.contains("green tea, green tea; calls 1; " + provider), cold);
    String restarted = run();
    assertTrue(restarted.contains("green tea, green tea; calls 0; " + provider), restarted);
  }

  private String run() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Doutside.disk=" + directory,
                "-jar",
                "target/quarkus-app/quarkus-run.jar")
            .redirectErrorStream(true)
            .start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertEquals(0, process.waitFor(), output);
      return output;
    } finally {
      process.destroyForcibly();
    }
  }
}
