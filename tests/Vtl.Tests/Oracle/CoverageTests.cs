using CsCheck;
using Huoshui.Diagnostics;
using Huoshui.Vtl.Syntax;
using Huoshui.Vtl.Tests.Fixtures;
using Xunit;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>The random scripts hold every operator of the language: those of fixed seeds are counted.</summary>
public sealed class CoverageTests
{
    private const int ScriptsOfEach = 400;

    // Beside the operators, what they can be told.
    private const string Options =
        "non_null non_zero partial_null partial_zero always_null always_zero dataset dataset_priority rule rule_priority computed all invalid " +
        "all_measures condition single first last range points preceding following unbounded current partition order desc except using identifier " +
        "measure attribute viral default returns having imbalance errorcode errorlevel aggregate levenshtein damerau_levenshtein hamming jaro_winkler " +
        "not_in when true false null integer number string boolean date time time_period duration component valuedomain variable";

    /// <summary>What no two can be compared on, and why.</summary>
    private static readonly Dictionary<string, string> Excluded = new(StringComparer.Ordinal)
    {
        ["eval"] = "a query of the host, which each database runs as it is (RoutineTests)",
        ["random"] = "another number on each database (README, Two dialects)",
        ["current_date"] = "the clock",
        ["message"] = "words of the check plan (FindingsTests)",
    };

    private static readonly Lazy<Dictionary<string, int>> Counts = new(() => Families.All.Values
        .SelectMany((family, f) => Enumerable.Range(1, ScriptsOfEach).Select(i => family.Generate(new PCG((uint)f, (ulong)i), null, out _)))
        .SelectMany(script => new Lexer(new SourceText("test.vtl", script), unicodeNames: false, new DiagnosticBag()).Run())
        .Where(t => t.Kind is TokenKind.Word or TokenKind.Symbol)
        .CountBy(t => t.Text, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal));

    // The headings of the language reference, which is generated from what the engine knows.
    private static IEnumerable<string> Operators =>
        File.ReadAllLines(Path.GetFullPath(Path.Combine(FixtureFile.Folder, "../../../docs/reference/vtl.md")))
            .Where(l => l.StartsWith("### ", StringComparison.Ordinal))
            .Select(l => l.Replace("\\", string.Empty, StringComparison.Ordinal).Split(' ')[^1]);

    [Fact]
    public void Every_operator_of_the_language_reference_is_in_the_random_scripts()
    {
        var missing = Operators.Concat(Options.Split(' ')).Where(o => !Excluded.ContainsKey(o) && Counts.Value.GetValueOrDefault(o) == 0);
        Assert.Empty(missing);
        Assert.True(Operators.Count() > 100, "The headings of the language reference were not found.");
    }

    [Fact]
    public void What_is_said_to_be_left_out_is_an_operator_and_is_left_out()
    {
        Assert.Empty(Excluded.Keys.Except(Operators, StringComparer.Ordinal));
        Assert.Empty(Excluded.Keys.Where(Counts.Value.ContainsKey));
    }
}
