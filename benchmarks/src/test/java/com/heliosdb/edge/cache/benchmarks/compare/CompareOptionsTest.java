package com.heliosdb.edge.cache.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompareOptionsTest {
  @Test
  void withoutOptionsTheQuickRowsAreMeasuredInThreePasses() {
    CompareOptions options = CompareOptions.parse();

    assertThat(options.passes()).isEqualTo(3);
    assertThat(options.chosenRows()).isNotEmpty().allMatch(Row::quick);
    assertThat(options.out()).isEqualTo(Path.of("benchmarks", "report"));
  }

  @Test
  void fullMeasuresEverything() {
    assertThat(CompareOptions.parse("--full").chosenRows()).isEqualTo(Rows.all());
  }

  @Test
  void rowsChoosesAmongAll() {
    CompareOptions options = CompareOptions.parse("--rows", "^disk-put", "--passes", "1");

    assertThat(options.chosenRows())
        .extracting(Row::id)
        .containsExactly("disk-put-1k", "disk-put-16k");
  }

  @Test
  void commandKeepsThePlaceOfTheReportToItself() {
    assertThat(
            CompareOptions.parse("--full", "--out", "/home/me/report", "--passes", "2").command())
        .isEqualTo("java -jar benchmarks/target/benchmarks.jar compare --full --passes 2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--fast | compare has no option '--fast'; it has --quick, --full",
        "--out | --out must be followed by a value",
        "--passes 0 | --passes must be a whole number from 1 but was '0'",
        "--passes two | --passes must be a whole number from 1 but was 'two'",
        "--rows ( | --rows must be a regular expression but was '('",
        "--rows nothing | No row matches 'nothing'",
      })
  void whatItDoesNotUnderstandIsSaidInASentence(String arguments, String sentence) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CompareOptions.parse(arguments.split(" ", -1)).chosenRows())
        .withMessageStartingWith(sentence);
  }
}
