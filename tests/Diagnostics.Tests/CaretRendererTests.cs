using Xunit;

namespace Huoshui.Diagnostics.Tests;

public sealed class CaretRendererTests
{
    [Fact]
    public void Carets_stand_under_chinese_text_two_columns_a_character()
    {
        var source = new SourceText("rules.vtl", "a := 1;\n贷款 := 余额 +;");
        var diagnostic = Diagnostic.Error("VTL1001", "错误", "wrong", source, new SourceSpan(14, 2));

        var shown = CaretRenderer.Render(diagnostic, "en").Split('\n');

        Assert.Equal("rules.vtl:2:7: VTL1001 wrong", shown[0]);
        Assert.Equal("  贷款 := 余额 +;", shown[1]);
        Assert.Equal("          ^^^^", shown[2]);
    }

    [Fact]
    public void A_span_at_the_end_of_the_text_gets_one_caret()
    {
        var source = new SourceText("x", "ab");

        var shown = CaretRenderer.Render(Diagnostic.Error("X", "z", "e", source, new SourceSpan(2, 0)), "zh-CN");

        Assert.EndsWith("\n    ^", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(2, 1, 3)]
    [InlineData(3, 2, 1)]
    [InlineData(5, 2, 3)]
    public void Offsets_become_lines_and_columns_from_one(int offset, int line, int column) =>
        Assert.Equal(new LinePosition(line, column), new SourceText("x", "ab\ncd").PositionOf(offset));

    [Fact]
    public void A_language_that_is_not_english_reads_chinese() =>
        Assert.Equal("中", new LocalizedText("中", "E").In("fr"));
}
