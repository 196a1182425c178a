using Xunit;

namespace Huoshui.Tidy.Tests;

/// <summary>Properties of the compiled code that no compiler checks: which floor may lean on which.</summary>
public sealed class FloorTests
{
    private static readonly Lazy<IReadOnlyList<CompiledReference>> Ours = new(() =>
        [.. Assemblies().SelectMany(CompiledReference.In)]);

    private static readonly Lazy<IReadOnlyList<CompiledReference>> Planted = new(() =>
        CompiledReference.In(typeof(FloorTests).Assembly.Location));

    [Fact]
    public void A_floor_leans_only_on_itself_or_a_lower_one() => Assert.Empty(Broken(Ours.Value, FloorPlan.IsUpward));

    [Fact]
    public void A_planted_reference_upward_is_found() =>
        AssertFinds("EngineThatUsesThePlatform", FloorPlan.IsUpward);

    [Fact]
    public void Engines_refer_only_to_diagnostics_and_measures() =>
        Assert.Empty(Broken(Ours.Value, FloorPlan.BreaksTheOrderOfEngines));

    [Fact]
    public void A_planted_reference_between_engines_is_found() =>
        AssertFinds("EngineThatUsesAnEngine", FloorPlan.BreaksTheOrderOfEngines);

    [Fact]
    public void The_platform_keeps_its_order() =>
        Assert.Empty(Broken(Ours.Value, FloorPlan.BreaksTheOrderOfThePlatform));

    [Fact]
    public void A_planted_reference_against_the_order_of_the_platform_is_found() =>
        AssertFinds("StoreThatReadsPacks", FloorPlan.BreaksTheOrderOfThePlatform);

    [Fact]
    public void A_system_does_not_use_another_system() => Assert.Empty(Broken(Ours.Value, FloorPlan.IsSideways));

    [Fact]
    public void A_planted_reference_between_systems_is_found() =>
        AssertFinds("FigureThatReachesSideways", FloorPlan.IsSideways);

    [Fact]
    public void Every_namespace_stands_on_a_floor() =>
        Assert.Empty(Ours.Value.SelectMany(pair => new[] { pair.FromNamespace, pair.ToNamespace })
            .Distinct(StringComparer.Ordinal).Where(ns => FloorPlan.Floor(ns) == 0));

    [Fact]
    public void The_assemblies_of_every_floor_are_read() =>
        Assert.Equal([1, 2, 3, 4], Ours.Value.Select(pair => FloorPlan.Floor(pair.FromNamespace)).Distinct().Order());

    private static void AssertFinds(string type, Func<CompiledReference, bool> rule) =>
        Assert.Contains(Broken(Planted.Value, rule), line => line.Contains(type, StringComparison.Ordinal));

    private static IEnumerable<string> Broken(
        IReadOnlyList<CompiledReference> references, Func<CompiledReference, bool> rule) =>
        references.Where(rule).Select(pair => $"{pair.From} uses {pair.To}");

    private static IEnumerable<string> Assemblies() =>
        Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Where(file =>
            Path.GetFileName(file) is var name
            && (name.StartsWith("Huoshui.", StringComparison.Ordinal) || name == "huoshui.dll")
            && !name.EndsWith(".resources.dll", StringComparison.Ordinal)
            && !name.EndsWith(".Tests.dll", StringComparison.Ordinal));
}
