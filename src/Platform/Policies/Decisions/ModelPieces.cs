using System.Xml;
using System.Xml.Linq;
using Huoshui.Diagnostics;

namespace Huoshui.Policies.Decisions;

/// <summary>A piece of FEEL in a model's file.</summary>
/// <param name="Text">Decoded.</param>
/// <param name="Element">The XML element that holds it.</param>
/// <param name="At">Where the element begins.</param>
internal sealed record ModelPiece(string Text, XElement Element, int At)
{
    /// <summary>The rule that it stands in, if any.</summary>
    public XElement? Rule => Element.Ancestors().FirstOrDefault(a => a.Name.LocalName == "rule");
}

/// <summary>A model's file as text: the pieces of FEEL in it, for what is asked of packs beyond DMN.</summary>
internal static class ModelPieces
{
    private static readonly string[] Told =
        ["description", "question", "allowedAnswers", "annotationEntry", "textAnnotation"];

    /// <summary>The parsed file; null if it is not XML (which loading has told).</summary>
    public static XElement? Parse(SourceText model)
    {
        try
        {
            using var reader = XmlReader.Create(
                new StringReader(model.Content),
                    new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return XDocument.Load(reader, LoadOptions.SetLineInfo | LoadOptions.PreserveWhitespace).Root;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>Every FEEL text, in the order of the file.</summary>
    public static IEnumerable<ModelPiece> Of(SourceText model, XElement root) =>
        root.Descendants().Where(IsFeel)
            .Select(e => new ModelPiece(e.Value, e, OffsetOf(model, e)));

    /// <summary>The element holds FEEL, and no words for people.</summary>
    public static bool IsFeel(XElement element) =>
        element.Name.LocalName == "text" && !Told.Contains(element.Parent?.Name.LocalName);

    /// <summary>Where an element's tag begins.</summary>
    public static int OffsetOf(SourceText model, XElement element)
    {
        var info = (IXmlLineInfo)element;
        var offset = 0;
        for (var line = 1; line < info.LineNumber; line++)
            offset = model.Content.IndexOf('\n', offset) + 1;
        return Math.Clamp(offset + info.LinePosition - 2, 0, model.Content.Length);
    }

    /// <summary>The annotations of a rule, joined; empty if it has none.</summary>
    public static string Annotation(XElement rule) => string.Join(
        "; ", rule.Elements().Where(e => e.Name.LocalName == "annotationEntry").Select(e => e.Value.Trim())).Trim();

    /// <summary>The number literals of a FEEL text with their places: not parts of names, and within strings only what
    /// <c>number</c> and <c>duration</c> make numbers of.</summary>
    public static IEnumerable<(int Start, string Digits)> Numbers(string feel)
    {
        for (var i = 0; i < feel.Length; i++)
        {
            if (feel[i] == '"')
            {
                var close = EndOfString(feel, i);
                foreach (var quoted in Quoted(feel, i, close))
                    yield return quoted;
                i = close;
            }
            else if (char.IsLetter(feel[i]) || feel[i] == '_')
            {
                while (i + 1 < feel.Length && (char.IsLetterOrDigit(feel[i + 1]) || feel[i + 1] == '_'))
                    i++;
            }
            else if (char.IsAsciiDigit(feel[i]))
            {
                var end = i;
                while (end < feel.Length && (char.IsAsciiDigit(feel[end]) || IsPoint(feel, end)))
                    end++;
                yield return (i, feel[i..end]);
                i = end - 1;
            }
        }
    }

    private static IEnumerable<(int Start, string Digits)> Quoted(string feel, int start, int close)
    {
        var before = feel.AsSpan(0, start).TrimEnd();
        if (!before.EndsWith("number(") && !before.EndsWith("duration("))
            yield break;
        for (var i = start + 1; i < close && i < feel.Length; i++)
        {
            var end = i;
            while (end < close && char.IsAsciiDigit(feel[end]))
                end++;
            if (end == i)
                continue;
            yield return (i, feel[i..end]);
            i = end;
        }
    }

    // The point of a number, not the two of a range.
    private static bool IsPoint(string feel, int at) =>
        feel[at] == '.' && at + 1 < feel.Length && char.IsAsciiDigit(feel[at + 1]);

    private static int EndOfString(string feel, int start)
    {
        var i = start + 1;
        while (i < feel.Length && feel[i] != '"')
            i += feel[i] == '\\' ? 2 : 1;
        return i;
    }
}
