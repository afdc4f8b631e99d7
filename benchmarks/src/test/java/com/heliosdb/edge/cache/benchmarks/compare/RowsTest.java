package com.heliosdb.edge.cache.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

class RowsTest {
  private static final String PACKAGE = "com.heliosdb.edge.cache.benchmarks.";

  static List<Row> rows() {
    return Rows.all();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void namesABenchmarkWithItsParameters(Row row) throws ClassNotFoundException {
    int dot = row.benchmark().lastIndexOf('.');
    Class<?> type = Class.forName(PACKAGE + row.benchmark().substring(0, dot));
    Method method =
        Arrays.stream(type.getMethods())
            .filter(each -> each.getName().equals(row.benchmark().substring(dot + 1)))
            .findFirst()
            .orElseThrow();
    Set<String> parameters = new HashSet<>();
    Arrays.stream(type.getFields())
        .filter(field -> field.isAnnotationPresent(Param.class))
        .forEach(field -> parameters.add(field.getName()));
    for (Class<?> state : method.getParameterTypes()) {
      Arrays.stream(state.getFields())
          .filter(field -> field.isAnnotationPresent(Param.class))
          .forEach(field -> parameters.add(field.getName()));
    }

    assertThat(method.isAnnotationPresent(Benchmark.class)).isTrue();
    assertThat(parameters).contains("peer").containsAll(row.parameters().keySet());
  }

  @Test
  void namesAreUniqueAndEveryQuickRowOfThePeersIsThere() {
    assertThat(rows()).extracting(Row::id).doesNotHaveDuplicates();
    assertThat(rows()).filteredOn(Row::quick).hasSizeGreaterThanOrEqualTo(13);
  }

  @Test
  void patternThatFindsNoRowIsRefusedWithThoseThereAre() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rows.matching(Pattern.compile("nothing")))
        .withMessageStartingWith("No row matches 'nothing'; the rows are get-hot, ");
  }
}
