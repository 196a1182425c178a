using Huoshui.Diagnostics;
using Huoshui.Policies.Decisions;
using Huoshui.Policies.Loading;
using YamlDotNet.RepresentationModel;

namespace Huoshui.Policies.Mutation;

/// <summary>The mutants of a pack's data: parameters, tables, and the days of its validity.</summary>
internal static class DataMutants
{
    private const string ParameterFile = "parameters.yaml";
    private const string HeaderFile = "pack.yaml";

    public static IEnumerable<Mutant> Of(PackFiles files) =>
        [.. Validity(files), .. Parameters(files), .. Tables(files)];

    private static IEnumerable<Mutant> Validity(PackFiles files)
    {
        var source = files.Text(HeaderFile)!;
        if (Root(source) is not { } root || Child(root, "effective") is not YamlMappingNode effective)
            yield break;
        if (Child(effective, "from") is YamlScalarNode { Value: { } from } first && ChangedValue.Day(from) is { } begin)
            yield return Of(HeaderFile, source, first, ChangedValue.Text(begin.AddDays(-1)));
        if (Child(effective, "to") is YamlScalarNode { Value: { } to } last && ChangedValue.Day(to) is { } end)
            yield return Of(HeaderFile, source, last, ChangedValue.Text(end.AddDays(1)));
    }

    private static IEnumerable<Mutant> Parameters(PackFiles files)
    {
        if (files.Text(ParameterFile) is not { } source || Root(source) is not { } root)
            return [];
        return root.Children.Values.OfType<YamlMappingNode>()
            .Select(p => Child(p, "values")).OfType<YamlSequenceNode>()
            .SelectMany(values => values.Children.OfType<YamlMappingNode>()
                .SelectMany((v, i) => Value(source, v, isFirst: i == 0)));
    }

    // Before its first day a parameter has no value at all, which the first day of the pack stands for.
    private static IEnumerable<Mutant> Value(SourceText source, YamlMappingNode map, bool isFirst)
    {
        if (Child(map, "value") is YamlScalarNode { Value: { } value } node
            && ChangedValue.Scalar(value) is { } changed)
        {
            yield return Of(ParameterFile, source, node, changed);
        }

        if (isFirst || Child(map, "from") is not YamlScalarNode { Value: { } from } first
            || ChangedValue.Day(from) is not { } day)
        {
            yield break;
        }

        yield return Of(ParameterFile, source, first, ChangedValue.Text(day.AddDays(1)));
        yield return Of(ParameterFile, source, first, ChangedValue.Text(day.AddDays(-1)));
    }

    private static IEnumerable<Mutant> Tables(PackFiles files) =>
        files.Names.Where(n => n.StartsWith(DatedTableFile.Folder, StringComparison.Ordinal))
            .SelectMany(name => Rows(name, files.Text(name)!));

    private static IEnumerable<Mutant> Rows(string name, SourceText source)
    {
        var lines = source.Content.Split('\n');
        var separator = CsvPlaces.SeparatorOf(source.Content);
        var header = lines[0].TrimEnd('\r').Split(separator);
        var start = lines[0].Length + 1;
        foreach (var line in lines.Skip(1))
        {
            if (line.Trim().Trim(separator).Length > 0)
            {
                yield return new Mutant(name, source, start, line.Length, string.Empty);
                foreach (var mutant in Cells(name, source, start, header, line.TrimEnd('\r').Split(separator)))
                    yield return mutant;
            }

            start += line.Length + 1;
        }
    }

    // A quoted cell is a source with a comma; those are no data.
    private static IEnumerable<Mutant> Cells(
        string name, SourceText source, int start, string[] header, string[] cells)
    {
        if (cells.Length != header.Length)
            yield break;
        for (var i = 0; i < cells.Length; i++)
        {
            if (header[i] is not ("from" or "source" or "illustrative") && ChangedValue.Scalar(cells[i]) is { } changed)
                yield return new Mutant(name, source, start, cells[i].Length, changed);
            start += cells[i].Length + 1;
        }
    }

    private static Mutant Of(string file, SourceText source, YamlScalarNode node, string changed) =>
        new(file, source, (int)node.Start.Index, (int)(node.End.Index - node.Start.Index),
            node.Style == YamlDotNet.Core.ScalarStyle.Plain ? changed : $"\"{changed}\"");

    private static YamlMappingNode? Root(SourceText source) => new YamlReader(source, []).Root();

    private static YamlNode? Child(YamlMappingNode map, string key) =>
        map.Children.TryGetValue(new YamlScalarNode(key), out var node) ? node : null;
}
