using System.Xml;
using System.Xml.Linq;
using Huoshui.Diagnostics;
using Huoshui.Dmn.Feel.Syntax;
using Huoshui.Dmn.Xml;

namespace Huoshui.Dmn.Sheets;

/// <summary>The element of a decision table in its file, and where it begins and ends.</summary>
internal sealed record TableElement(SourceText Model, XElement Xml, int Start, int End)
{
    /// <summary>Null, with the reason, if the file has no such table.</summary>
    public static TableElement? Find(SourceText model, string owner, List<Diagnostic> problems)
    {
        XElement root;
        try
        {
            using var reader = Reader(model);
            root = XDocument.Load(reader, LoadOptions.SetLineInfo | LoadOptions.PreserveWhitespace).Root!;
        }
        catch (XmlException error)
        {
            problems.Add(LoadErrors.NotXml(error.Message, model, 0));
            return null;
        }

        var wanted = NameCharacters.Normalized(owner);
        var table = root.Elements().Where(e => e.Name.LocalName is "decision" or "businessKnowledgeModel"
                && NameCharacters.Normalized((string?)e.Attribute("name") ?? "") == wanted)
            .SelectMany(e => e.Elements().Concat(
                e.Elements().Where(c => c.Name.LocalName == "encapsulatedLogic").Elements()))
            .FirstOrDefault(e => e.Name.LocalName == "decisionTable");
        if (table is null)
        {
            var known = root.Descendants().Where(e => e.Name.LocalName == "decisionTable")
                .Select(t => (string?)t.Ancestors().First(a => a.Attribute("name") is not null).Attribute("name"));
            problems.Add(SheetErrors.NoTable(owner, string.Join(", ", known), model));
            return null;
        }

        var (start, end) = Extent(model, table);
        return new TableElement(model, table, start, end);
    }

    /// <summary>The file with another element in its place.</summary>
    public string Replaced(XElement table)
    {
        var text = table.ToString(SaveOptions.DisableFormatting);
        return string.Concat(Model.Content.AsSpan(0, Start), Bare(text), Model.Content.AsSpan(End));
    }

    /// <summary>Where the start tag of an element begins.</summary>
    public static int OffsetOf(SourceText model, IXmlLineInfo info)
    {
        var offset = 0;
        for (var line = 1; line < info.LineNumber; line++)
            offset = model.Content.IndexOf('\n', offset) + 1;
        return offset + info.LinePosition - 2;
    }

    private static XmlReader Reader(SourceText model) => XmlReader.Create(
        new StringReader(model.Content),
        new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });

    // The namespaces are declared on what is around the element already.
    private string Bare(string text)
    {
        var end = text.IndexOf('>', StringComparison.Ordinal);
        var tag = text[..end];
        foreach (var declared in Xml.AncestorsAndSelf().SelectMany(a => a.Attributes())
            .Where(a => a.IsNamespaceDeclaration && a.Parent != Xml))
        {
            tag = tag.Replace(" " + declared, "", StringComparison.Ordinal);
        }

        return tag + text[end..];
    }

    private static (int Start, int End) Extent(SourceText model, XElement table)
    {
        var start = OffsetOf(model, table);
        using var reader = Reader(model);
        var info = (IXmlLineInfo)reader;
        var depth = -1;
        while (reader.Read())
        {
            var isHere = info.LineNumber == ((IXmlLineInfo)table).LineNumber
                && info.LinePosition == ((IXmlLineInfo)table).LinePosition;
            if (reader.NodeType == XmlNodeType.Element && isHere)
                depth = reader.Depth;
            if (depth != reader.Depth || (reader.NodeType != XmlNodeType.EndElement && !reader.IsEmptyElement))
                continue;
            var at = reader.NodeType == XmlNodeType.EndElement ? OffsetOf(model, info) : start;
            return (start, model.Content.IndexOf('>', at) + 1);
        }

        return (start, model.Content.Length);
    }
}
