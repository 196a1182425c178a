using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Huoshui.Diagnostics;
using Huoshui.Dmn.Feel.Syntax;

namespace Huoshui.Dmn.Xml;

/// <summary>A file of DMN, of any version from 1.1 to 1.6: its XML, and where things stand in it.</summary>
internal sealed class ModelDocument
{
    private static readonly HashSet<string> Namespaces = new(StringComparer.Ordinal)
    {
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
        "https://www.omg.org/spec/DMN/20240513/MODEL/",
    };

    private ModelDocument(SourceText source, XElement root)
    {
        Source = source;
        Root = root;
    }

    public SourceText Source { get; }

    public XElement Root { get; }

    public string Namespace => (string?)Root.Attribute("namespace") ?? "";

    /// <summary>Null, with a diagnostic, for a file that is no DMN. No DTD, no external entity is read.</summary>
    public static ModelDocument? Read(SourceText source, DmnOptions options, ICollection<Diagnostic> diagnostics)
    {
        if (source.Content.Length > options.MaxModelCharacters)
        {
            diagnostics.Add(LoadErrors.TooLarge(options.MaxModelCharacters, source));
            return null;
        }

        try
        {
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
            // A declared encoding does not matter: the text is decoded already.
            using var reader = XmlReader.Create(new StringReader(source.Content[LeadOf(source)..]), settings);
            var root = XDocument.Load(reader, LoadOptions.SetLineInfo | LoadOptions.PreserveWhitespace).Root!;
            if (root.Name.LocalName == "definitions" && Namespaces.Contains(root.Name.NamespaceName))
                return Checked(new ModelDocument(source, root), options, diagnostics);
            diagnostics.Add(LoadErrors.NotDmn(root.Name.ToString(), source));
        }
        catch (XmlException exception)
        {
            diagnostics.Add(LoadErrors.NotXml(
                exception.Message, source, OffsetOf(source, exception.LineNumber, exception.LinePosition)));
        }

        return null;
    }

    /// <summary>Children of DMN with a name, whatever the version.</summary>
    public static IEnumerable<XElement> Children(XElement parent, string name) =>
        parent.Elements().Where(e => e.Name.LocalName == name && e.Name.NamespaceName == parent.Name.NamespaceName);

    public static XElement? Child(XElement parent, string name) => Children(parent, name).FirstOrDefault();

    /// <summary>The start tag of an element, for diagnostics about the whole of it.</summary>
    public Place PlaceOf(XElement element)
    {
        var start = StartOf(element);
        var end = EndOfTag(start);
        var length = Math.Min(end - start, 200);
        return new Place(
            new FeelText(Source, Source.Content.Substring(start, length), [.. Enumerable.Range(start, length + 1)]),
            new SourceSpan(0, length));
    }

    /// <summary>The text of an element, decoded; null if it is blank or there is no element.</summary>
    public FeelText? TextOf(XElement? element)
    {
        if (element is null || string.IsNullOrWhiteSpace(element.Value))
            return null;
        var start = EndOfTag(StartOf(element));
        var (text, offsets) = Decoded(start);
        return text == element.Value
            ? new FeelText(Source, text, offsets)
            : new FeelText(Source, element.Value, [.. Enumerable.Repeat(start, element.Value.Length + 1)]);
    }

    private static ModelDocument? Checked(
        ModelDocument document, DmnOptions options, ICollection<Diagnostic> diagnostics)
    {
        var tooDeep = DeepElement(document.Root, options.MaxSyntaxDepth);
        if (tooDeep is null)
            return document;
        diagnostics.Add(LoadErrors.TooDeep(options.MaxSyntaxDepth, document.PlaceOf(tooDeep)));
        return null;
    }

    // Without recursion: the depth is what is being checked.
    private static XElement? DeepElement(XElement root, int limit)
    {
        var open = new Stack<(XElement Element, int Depth)>([(root, 1)]);
        while (open.TryPop(out var next))
        {
            if (next.Depth > limit)
                return next.Element;
            foreach (var child in next.Element.Elements())
                open.Push((child, next.Depth + 1));
        }

        return null;
    }

    // A byte order mark that was taken for a character.
    private static int LeadOf(SourceText source) => source.Content.StartsWith('\uFEFF') ? 1 : 0;

    private static int OffsetOf(SourceText source, int line, int column)
    {
        var offset = line == 1 ? LeadOf(source) : 0;
        for (var i = 1; i < line && offset >= 0; i++)
            offset = source.Content.IndexOf('\n', offset) + 1;
        return Math.Clamp(offset + column - 1, 0, source.Content.Length);
    }

    private int StartOf(XElement element)
    {
        var info = (IXmlLineInfo)element;
        return Math.Max(0, OffsetOfLine(info.LineNumber) + info.LinePosition - 2);
    }

    private int[]? _lineStarts;

    private int OffsetOfLine(int line)
    {
        _lineStarts ??= LineStarts(Source.Content, LeadOf(Source));
        return _lineStarts[Math.Min(line, _lineStarts.Length) - 1];
    }

    // As XmlReader counts them: \r\n, \n and a lone \r end a line.
    private static int[] LineStarts(string content, int first)
    {
        var starts = new List<int> { first };
        for (var i = 0; i < content.Length; i++)
        {
            if (content[i] == '\n' || (content[i] == '\r' && (i + 1 == content.Length || content[i + 1] != '\n')))
                starts.Add(i + 1);
        }

        return [.. starts];
    }

    private int EndOfTag(int start)
    {
        char? quote = null;
        for (var i = start; i < Source.Content.Length; i++)
        {
            var c = Source.Content[i];
            if (quote is null && c == '>')
                return i + 1;
            if (quote is null ? c is '"' or '\'' : c == quote)
                quote = quote is null ? c : null;
        }

        return Source.Content.Length;
    }

    /// <summary>Character data from an offset up to the next tag, with the offset of each character.</summary>
    private (string Text, int[] Offsets) Decoded(int start)
    {
        var (content, text, offsets) = (Source.Content, new StringBuilder(), new List<int>());
        var at = start;
        while (at < content.Length)
        {
            if (content[at] == '<')
            {
                if (!SkipMarkup(text, offsets, ref at))
                    break;
                continue;
            }

            var (decoded, length) = content[at] switch
            {
                '&' => Entity(at),
                '\r' => ("\n", at + 1 < content.Length && content[at + 1] == '\n' ? 2 : 1),
                var c => (c.ToString(), 1),
            };
            foreach (var c in decoded)
            {
                text.Append(c);
                offsets.Add(at);
            }

            at += length;
        }

        offsets.Add(at);
        return (text.ToString(), [.. offsets]);
    }

    // Comments are passed over and CDATA is taken; any other tag ends the text.
    private bool SkipMarkup(StringBuilder text, List<int> offsets, ref int at)
    {
        const string cdata = "<![CDATA[";
        var content = Source.Content;
        if (string.CompareOrdinal(content, at, "<!--", 0, 4) == 0)
        {
            at = content.IndexOf("-->", at, StringComparison.Ordinal) + 3;
            return true;
        }

        if (string.CompareOrdinal(content, at, cdata, 0, cdata.Length) != 0)
            return false;
        var end = content.IndexOf("]]>", at, StringComparison.Ordinal);
        for (var i = at + cdata.Length; i < end; i++)
        {
            if (content[i] == '\r' && content[i + 1] == '\n')
                continue;
            text.Append(content[i] == '\r' ? '\n' : content[i]);
            offsets.Add(i);
        }

        at = end + 3;
        return true;
    }

    private (string Decoded, int Length) Entity(int at)
    {
        var end = Source.Content.IndexOf(';', at);
        var name = end < 0 ? "" : Source.Content[(at + 1)..end];
        var decoded = name switch
        {
            "lt" => "<",
            "gt" => ">",
            "amp" => "&",
            "quot" => "\"",
            "apos" => "'",
            _ => CodePoint(name),
        };
        return (decoded, name.Length + 2);
    }

    private static string CodePoint(string name)
    {
        var isHex = name.StartsWith("#x", StringComparison.Ordinal);
        var style = isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        var digits = name.Length > 1 ? name[(isHex ? 2 : 1)..] : "";
        return int.TryParse(digits, style, CultureInfo.InvariantCulture, out var code) && Rune.IsValid(code)
            ? new Rune(code).ToString() : "";
    }
}
