using System.Xml;
using System.Xml.Linq;
using Huoshui.Diagnostics;
using Huoshui.Dmn;

namespace Huoshui.Cli.DmnRuns;

/// <summary>Which of the models of a folder belong to a test.</summary>
internal static class KitModels
{
    /// <summary>The first model with those that it imports, directly or through others. What else lies in the folder
    /// is not loaded: a broken neighbour is no fault of this model.</summary>
    /// <returns>Null if there is no model.</returns>
    public static DmnModel? Load(IReadOnlyList<FileInfo> files, DmnOptions options)
    {
        var sources = files.Select(f => new SourceText(f.Name, File.ReadAllText(f.FullName))).ToList();
        if (sources.Count == 0)
            return null;
        var others = sources.Skip(1).Select(s => (Source: s, Root: Root(s))).Where(m => m.Root is not null).ToList();
        var used = new List<SourceText>();
        var open = new Queue<XElement?>([Root(sources[0])]);
        while (open.TryDequeue(out var root))
        {
            foreach (var ns in Imported(root))
            {
                if (others.Find(m => (string?)m.Root!.Attribute("namespace") == ns && !used.Contains(m.Source))
                    is not { Root: { } found } model)
                {
                    continue;
                }

                used.Add(model.Source);
                open.Enqueue(found);
            }
        }

        return DmnModel.Load(sources[0], used, options);
    }

    private static IEnumerable<string> Imported(XElement? root) => root?.Elements()
        .Where(e => e.Name.LocalName == "import").Select(e => (string?)e.Attribute("namespace") ?? "") ?? [];

    private static XElement? Root(SourceText source)
    {
        try
        {
            return XDocument.Parse(source.Content).Root;
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
