using System.Xml;
using System.Xml.Linq;

namespace Huoshui.Cli.DmnRuns;

/// <summary>A test file of the DMN Technology Compatibility Kit, with its models.</summary>
/// <param name="Directory">As the kit's reports name it: level and folder.</param>
/// <param name="Name">The file's name without its end.</param>
/// <param name="Models">The model under test first, then every other model of the folder.</param>
/// <param name="Cases">In the order of the file.</param>
internal sealed record KitFile(
    string Directory, string Name, IReadOnlyList<FileInfo> Models, IReadOnlyList<XElement> Cases)
{
    /// <summary>Why the file cannot be read; null if it can.</summary>
    public string? Problem { get; private init; }

    public static XNamespace Namespace { get; } = "http://www.omg.org/spec/DMN/20160719/testcase";

    /// <summary>Every test file below a folder, in ordinal order.</summary>
    public static IEnumerable<KitFile> Below(DirectoryInfo root) => root
        .EnumerateFiles("*-test-*.xml", SearchOption.AllDirectories)
        .OrderBy(f => f.FullName, StringComparer.Ordinal)
        .Select(Read);

    // A file that is no XML is told in the report; the others are run all the same.
    private static KitFile Read(FileInfo file)
    {
        var folder = file.Directory!;
        var (directory, name) = ($"{folder.Parent?.Name}/{folder.Name}", Path.GetFileNameWithoutExtension(file.Name));
        try
        {
            var root = XDocument.Load(file.FullName, LoadOptions.PreserveWhitespace).Root!;
            var models = ModelsFor(folder, root.Element(Namespace + "modelName")?.Value.Trim() ?? "");
            return new KitFile(directory, name, models, [.. root.Elements(Namespace + "testCase")]);
        }
        catch (XmlException exception)
        {
            return new KitFile(directory, name, [], []) { Problem = exception.Message };
        }
    }

    // The model may lie in the folder of another test.
    private static List<FileInfo> ModelsFor(DirectoryInfo folder, string named)
    {
        var target = named.Length == 0 ? null : new FileInfo(Path.Combine(folder.FullName, named));
        var home = target is { Exists: true } ? target.Directory! : folder;
        return [.. home.GetFiles("*.dmn").OrderBy(f => f.FullName != target?.FullName)
            .ThenBy(f => f.Name, StringComparer.Ordinal)];
    }
}

internal enum KitOutcome
{
    Success,
    Error,
    Ignored,
}

/// <summary>What came out of a case; IsNonNull: a value other than null was expected somewhere in it.</summary>
internal sealed record KitResult(
    string Directory, string File, string Case, KitOutcome Outcome, string Message, bool IsNonNull);
