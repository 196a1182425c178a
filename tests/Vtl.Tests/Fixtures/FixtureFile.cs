using System.Globalization;
using System.Runtime.CompilerServices;

namespace Huoshui.Vtl.Tests.Fixtures;

/// <summary>A table of a fixture: "name role type" in the header, values below.</summary>
internal sealed record FixtureTable(DataStructure Structure, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>A case of a fixture file: tables before the script are inputs, those after it are expected results.</summary>
internal sealed record FixtureCase(
    string Title,
    IReadOnlyList<FixtureTable> Inputs,
    string Script,
    IReadOnlyList<FixtureTable> Results,
    IReadOnlyList<string> Diagnostics);

/// <summary>Reads <c>*.vtl.md</c>: "## sentence", tables under "### NAME", a vtl block, and tables or a diagnostics block.</summary>
internal static class FixtureFile
{
    public static string Folder { get; } = FolderOf();

    public static IEnumerable<FixtureCase> Read(string path)
    {
        FixtureDraft? draft = null;
        string? block = null;
        foreach (var line in File.ReadLines(path))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                block = block is null ? line[3..].Trim() : null;
            }
            else if (block is not null)
            {
                draft!.Block(block, line);
            }
            else if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                if (draft is not null)
                    yield return draft.Case();
                draft = new FixtureDraft(line[3..].Trim());
            }
            else
            {
                draft?.Line(line);
            }
        }

        if (draft is not null)
            yield return draft.Case();
    }

    private static string FolderOf([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    private sealed class FixtureDraft(string title)
    {
        private readonly List<(string Name, bool IsResult, List<string[]> Lines)> _tables = [];
        private readonly List<string> _script = [];
        private readonly List<string> _diagnostics = [];

        public void Block(string kind, string line) => (kind == "vtl" ? _script : _diagnostics).Add(line);

        /// <summary>The name of a table, or a row of the table at hand.</summary>
        public void Line(string line)
        {
            if (line.StartsWith("### ", StringComparison.Ordinal))
                _tables.Add((line[4..].Trim(), _script.Count > 0, []));
            else if (line.StartsWith('|'))
                _tables[^1].Lines.Add([.. line.Trim().Trim('|').Split('|').Select(c => c.Trim())]);
        }

        public FixtureCase Case() => new(
            title,
            [.. _tables.Where(t => !t.IsResult).Select(t => Table(t.Name, t.Lines))],
            string.Join('\n', _script),
            [.. _tables.Where(t => t.IsResult).Select(t => Table(t.Name, t.Lines))],
            _diagnostics);

        private static FixtureTable Table(string name, List<string[]> lines) =>
            new(new DataStructure(name, [.. lines[0].Select(Component)]), [.. lines.Skip(2)]);

        // "Me_1 measure number(2)"
        private static Component Component(string header)
        {
            var words = header.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var role = words[1] switch
            {
                "identifier" => ComponentRole.Identifier,
                "measure" => ComponentRole.Measure,
                "viral" => ComponentRole.ViralAttribute,
                _ => ComponentRole.Attribute,
            };
            var type = words[^1].Split('(', ')');
            var kind = Enum.Parse<ScalarKind>(type[0].Replace("_", string.Empty, StringComparison.Ordinal), ignoreCase: true);
            int? scale = type.Length > 1 ? int.Parse(type[1], CultureInfo.InvariantCulture) : null;
            return new Component(words[0], role, kind, scale, role != ComponentRole.Identifier);
        }
    }
}
