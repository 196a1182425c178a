using System.Text.RegularExpressions;
using Xunit;

namespace Huoshui.Tidy.Tests;

/// <summary>What Meziantou's analyzers found most in tests, which the ordinary gate does not let them read: so that
/// <c>./check all</c> does not fail in the night at what was merged by day.</summary>
public sealed partial class TestSourceTests
{
    [Fact]
    public void An_expression_of_a_test_does_not_backtrack_or_has_a_limit() => // MA0009
        Assert.Empty(Found(Expression(), call => !Limit().IsMatch(call)));

    [Fact]
    public void A_program_that_a_test_talks_with_is_started_without_a_shell() => // MA0163
        Assert.Empty(Found(Start(), start => start.Contains("Redirect", StringComparison.Ordinal)
            && !start.Contains("UseShellExecute = false", StringComparison.Ordinal)));

    private static IEnumerable<string> Found(Regex statement, Func<string, bool> isWrong) =>
        from file in Repository.Files("tests", "*.cs")
        from Match match in statement.Matches(File.ReadAllText(file))
        where isWrong(match.Value)
        select $"{Repository.Show(file)}: {match.Value.Split('\n')[0]}";

    [GeneratedRegex(
        @"(?:GeneratedRegex|new Regex|\bRegex\.(?:Count|IsMatch|Match|Matches|Replace|Split))\(.*?;\n",
        RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex Expression();

    [GeneratedRegex(@"new ProcessStartInfo\b.*?;\n", RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex Start();

    [GeneratedRegex(@"NonBacktracking|, 1000\)|TimeSpan\.|Limit\b", RegexOptions.NonBacktracking)]
    private static partial Regex Limit();
}
