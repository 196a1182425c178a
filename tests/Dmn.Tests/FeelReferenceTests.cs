using System.Runtime.CompilerServices;
using Huoshui.Dmn.Feel.Functions;
using Huoshui.Dmn.Reference;
using Xunit;

namespace Huoshui.Dmn.Tests;

/// <summary>The generated reference has every function and says what the engine does.</summary>
public sealed class FeelReferenceTests
{
    [Fact]
    public void Every_function_has_one_entry_and_every_entry_is_a_function() => Assert.Equal(
        BuiltinFunctions.All.Select(f => f.Name).Order(StringComparer.Ordinal),
        FunctionEntry.All().Select(e => e.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_example_can_be_read_and_a_null_has_its_cause()
    {
        foreach (var (entry, example) in FunctionEntry.All().SelectMany(e => e.Examples.Select(x => (e, x))))
        {
            var (value, causes) = FeelReference.Evaluate(example);
            Assert.True(example.Contains(entry.Name, StringComparison.Ordinal), example);
            Assert.DoesNotContain(causes, c => c.Code.StartsWith("DMN2", StringComparison.Ordinal));
            Assert.True(!value.IsNull || causes.Count > 0, example);
        }
    }

    [Fact]
    public void Every_function_shows_a_value_and_all_but_one_a_null() => Assert.Equal(
        ["is"],
        FunctionEntry.All().Where(e => e.Examples.Any(x => !FeelReference.Evaluate(x).Value.IsNull)
            && e.Examples.All(x => !FeelReference.Evaluate(x).Value.IsNull)).Select(e => e.Name));

    [Fact]
    public void The_page_is_fresh() => Assert.Equal(
        File.ReadAllText(Path.Combine(Here(), "../../docs/reference/feel.md")), FeelReference.Page());

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
