package dev.usher.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.signal.FieldList.Value;
import java.util.List;
import java.util.Random;
import org.greenbytes.http.sfv.IntegerItem;
import org.greenbytes.http.sfv.ParseException;
import org.greenbytes.http.sfv.Parser;
import org.greenbytes.http.sfv.StringItem;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldListTest {
    @Test
    void readsTheDraftsExamples() {
        var members = FieldList.readOrNull("\"burst\";q=100;w=60,\"daily\";q=1000;w=86400");
        assertThat(members).extracting(FieldList.Member::name).containsExactly("burst", "daily");
        assertThat(members).last().satisfies(daily -> assertThat(daily.parameters())
                .containsEntry("q", new Value.Whole(1000))
                .containsEntry("w", new Value.Whole(86_400)));
        var keyed = FieldList.readOrNull("\"peruser\";q=65535;qu=\"content-bytes\";w=10;pk=:sdfjLJUOUH==:");
        assertThat(keyed).singleElement().satisfies(one -> {
            assertThat(one.parameters()).containsEntry("qu", new Value.Text("content-bytes"));
            assertThat(one.parameters().get("pk")).isInstanceOf(Value.Bytes.class);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"a\";x",
                "\"a\";x=?1;y=?0",
                "\"a\";x=1.250",
                "\"a\";x=-999999999999999",
                "\"a\";x=tok/en:!",
                "\"a\";x=*",
                "\"a\";x=@1659578233;y=@-1",
                "\"a\";x=%\"f%c3%bc%c3%bc\"",
                "\"a\";  x=1;*y-._*9=2",
                "  \"a\" \t,\t \"b\"  ",
                "\"\"",
                "\"quote \\\" and \\\\ backslash\""
            })
    void readsEveryTypeOfParameter(String field) {
        assertThat(FieldList.readOrNull(field)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "100;w=60",
                "limit=100, remaining=50",
                "(\"a\" \"b\")",
                "\"a",
                "\"a\\x\"",
                "\"ä\"",
                "\"a\tb\"",
                "\"a\",",
                ",\"a\"",
                "\"a\",,\"b\"",
                "\"a\" \"b\"",
                "\"a\" ;x=1",
                "\"a\";X=1",
                "\"a\";=1",
                "\"a\";1=1",
                "\"a\";x=",
                "\"a\";x= 1",
                "\"a\";x=1000000000000000",
                "\"a\";x=1.",
                "\"a\";x=1.1234",
                "\"a\";x=1234567890123.1",
                "\"a\";x=--1",
                "\"a\";x=?2",
                "\"a\";x=:a",
                "\"a\";x=:a b:",
                "\"a\";x=@1.5",
                "\"a\";x=%\"%C3%BC\"",
                "\"a\";x=%\"%c3\"",
                "\"a\";x=ä",
                "\"a\";x=1\u0000"
            })
    void takesNothingOfAFieldWithOneMistake(String field) {
        assertThat(FieldList.readOrNull(field)).isNull();
        assertThat(FieldList.readOrNull("\"good\";q=1, " + field)).isNull();
    }

    @Test
    void readsAnEmptyListAndNoFieldThatIsTooLong() {
        assertThat(FieldList.readOrNull("")).isEmpty();
        assertThat(FieldList.readOrNull("\"" + "a".repeat(FieldList.CHARS) + "\""))
                .isNull();
    }

    /** Against another implementation, of RFC 8941: the types that RFC 9651 added, which begin with {@code @} and {@code %}, are left out. */
    @Test
    void agreesWithAnotherParser() {
        var pieces = List.of(
                "\"a\"", "\"", "\\", ",", ";", "=", " ", "\t", "x", "X", "q=1", "-", "1", ".", "12.5", ":", "YQ==",
                "?1", "*", "(", "tok", "\u007f");
        var random = new Random(20_261_121);
        int read = 0;
        for (int round = 0; round < 100_000; round++) {
            var text = new StringBuilder(random.nextBoolean() ? "\"n\"" : "");
            for (int i = random.nextInt(8); i > 0; i--) text.append(pieces.get(random.nextInt(pieces.size())));
            var field = text.toString();
            var ours = FieldList.readOrNull(field);
            assertThat(ours == null ? null : shown(ours)).as(field).isEqualTo(theirs(field));
            if (ours != null) read++;
        }
        assertThat(read).as("fields that could be read").isGreaterThan(5_000);
    }

    private static List<String> shown(List<FieldList.Member> members) {
        return members.stream()
                .map(member -> member.name() + " "
                        + member.parameters().entrySet().stream()
                                .map(entry -> entry.getKey()
                                        + switch (entry.getValue()) {
                                            case Value.Whole(var number) -> "=" + number;
                                            case Value.Text(var text) -> "=" + text;
                                            default -> "";
                                        })
                                .toList())
                .toList();
    }

    private static @Nullable List<String> theirs(String field) {
        try {
            var list = new Parser(field).parseList().get();
            if (!list.stream().allMatch(StringItem.class::isInstance)) return null;
            return list.stream()
                    .map(item -> item.get() + " "
                            + item.getParams().entrySet().stream()
                                    .map(entry -> entry.getKey()
                                            + switch (entry.getValue()) {
                                                case IntegerItem number -> "=" + number.get();
                                                case StringItem text -> "=" + text.get();
                                                default -> "";
                                            })
                                    .toList())
                    .toList();
        } catch (ParseException malformed) {
            return null;
        }
    }
}
