using Xunit;
using YamlDotNet.Serialization;

namespace Huoshui.Tidy.Tests;

/// <summary>policies/systems.yaml, the folders, the tests, the docs and the packs say the same.</summary>
public sealed class RegisterTests
{
    private static readonly Lazy<Dictionary<string, Entry>> Register = new(() =>
        new DeserializerBuilder().IgnoreUnmatchedProperties().Build().Deserialize<Dictionary<string, Entry>>(
            File.ReadAllText(Repository.At("policies", "systems.yaml"))));

    [Fact]
    public void Every_system_of_the_register_has_its_folder_its_tests_and_its_page_for_the_analyst()
    {
        var missing = Register.Value.Where(entry => entry.Value.status == "active")
            .SelectMany(entry => new[]
            {
                $"src/Systems/{entry.Value.folder}", $"tests/Systems.Tests/{entry.Value.folder}",
                $"docs/analyst/{entry.Key}.md",
            })
            .Where(path => !Path.Exists(Repository.At(path)));

        Assert.Empty(missing);
    }

    [Fact]
    public void Every_folder_of_a_system_stands_in_the_register()
    {
        var known = Register.Value.Values.Select(entry => entry.folder).ToHashSet(StringComparer.Ordinal);
        var strangers = Directory.EnumerateDirectories(Repository.At("src", "Systems")).Select(Path.GetFileName)
            .Where(folder => folder != "wwwroot" && !known.Contains(folder!));

        Assert.Empty(strangers);
    }

    [Fact]
    public void Every_pack_belongs_to_a_system()
    {
        var patterns = Register.Value.Values.SelectMany(entry => entry.packs).ToList();
        var orphans = Packs().Where(pack => !patterns.Exists(pattern => Matches(pattern, pack)));

        Assert.Empty(orphans);
    }

    [Fact]
    public void Every_pack_named_in_the_register_exists()
    {
        var packs = Packs().ToList();
        var missing = Register.Value.Values.SelectMany(entry => entry.packs)
            .Where(pattern => !packs.Exists(pack => Matches(pattern, pack)));

        Assert.Empty(missing);
    }

    [Fact]
    public void Every_pack_is_complete()
    {
        var incomplete = from pack in Packs()
                         let folder = Repository.At("policies", pack)
                         from file in Wanted(folder)
                         where !File.Exists(Path.Combine(folder, file))
                         select $"{pack} has no {file}";

        Assert.Empty(incomplete);
    }

    // A pack that judges or computes shows by cases that it does so rightly.
    private static IEnumerable<string> Wanted(string folder)
    {
        yield return "README.md";
        var computes = File.Exists(Path.Combine(folder, "indicators.vtl")) || Directory.Exists(Path.Combine(folder, "checks"))
            || File.Exists(Path.Combine(folder, "decision.dmn"));
        if (computes)
            yield return "cases.yaml";
    }

    private static bool Matches(string pattern, string pack) =>
        pattern.EndsWith("/*", StringComparison.Ordinal)
            ? pack.StartsWith(pattern[..^1], StringComparison.Ordinal)
            : pack == pattern;

    private static IEnumerable<string> Packs() => Repository.Files("policies", "pack.yaml")
        .Select(file => Path.GetRelativePath(Repository.At("policies"), Path.GetDirectoryName(file)!));

    private sealed class Entry
    {
#pragma warning disable IDE1006 // the names of the file
        public string? folder { get; set; }

        public string? status { get; set; }

        public List<string> packs { get; set; } = [];
#pragma warning restore IDE1006
    }
}
