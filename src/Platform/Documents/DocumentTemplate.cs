using System.Globalization;
using System.Text.RegularExpressions;
using Huoshui.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Huoshui.Documents;

/// <summary>
/// A document as data (policies/**/documents/*.yaml): authority, title, text with <c>{{name}}</c> where a value goes.
/// A body entry is a heading (level 1 or 2), text (paragraphs) or the name of a table.
/// </summary>
public sealed partial class DocumentTemplate
{
    private static readonly IDeserializer Yaml =
        new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build();

    private readonly SourceText _source;
    private readonly Content _content;

    private DocumentTemplate(SourceText source, Content content)
    {
        _source = source;
        _content = content;
    }

    /// <summary>The series of the 发文字号, e.g. 深金监通报.</summary>
    public string Series => _content.Series ?? string.Empty;

    /// <summary>Reads a template.</summary>
    /// <param name="source">The YAML text.</param>
    /// <param name="diagnostics">Takes DOC1001 when the text is no template.</param>
    /// <returns>Null after an error.</returns>
    public static DocumentTemplate? Load(SourceText source, ICollection<Diagnostic> diagnostics)
    {
        try
        {
            var content = Yaml.Deserialize<Content?>(source.Content);
            if (content is { Authority: not null, Title: not null, Body: not null })
                return new DocumentTemplate(source, content);
            diagnostics.Add(Diagnostic.Error("DOC1001",
                "公文模板缺少 authority、title 或 body，请补上", "the template lacks authority, title or body: add it", source));
        }
        catch (YamlException error)
        {
            var at = new SourceSpan((int)Math.Min(error.Start.Index, source.Content.Length), 0);
            diagnostics.Add(Diagnostic.Error("DOC1001",
                $"公文模板不是合法的 YAML：{error.Message}", $"the template is not YAML: {error.Message}", source, at));
        }

        return null;
    }

    /// <summary>Puts values into the text.</summary>
    /// <param name="date">成文日期.</param>
    /// <param name="values">A printed value for a name; null if there is none.</param>
    /// <param name="tables">A table for a name; null if there is none.</param>
    /// <param name="diagnostics">Takes DOC1002 for each name without a value; the text then shows —.</param>
    public OfficialDocument Fill(
        DateOnly date,
        Func<string, string?> values,
        Func<string, TableBlock?> tables,
        ICollection<Diagnostic> diagnostics)
    {
        string Text(string text) => Value().Replace(text, match => Resolve(match.Groups["name"].Value, values, diagnostics));
        var body = _content.Body!.SelectMany(block => Blocks(block, Text, tables, diagnostics)).ToList();
        return new OfficialDocument(Text(_content.Authority!), Text(_content.Title!), body, date)
        {
            Recipient = _content.Recipient is null ? null : Text(_content.Recipient),
            Attachments = [.. (_content.Attachments ?? []).Select(Text)],
            CopyTo = _content.CopyTo,
            Printer = _content.Printer,
        };
    }

    private IEnumerable<DocumentBlock> Blocks(
        BodyEntry entry, Func<string, string> text, Func<string, TableBlock?> tables, ICollection<Diagnostic> diagnostics)
    {
        if (entry.Heading is not null)
            yield return new HeadingBlock(entry.Level is 2 ? 2 : 1, text(entry.Heading));
        foreach (var paragraph in entry.Text ?? [])
            yield return new ParagraphBlock(text(paragraph));
        if (entry.Table is not { } name)
            yield break;
        if (tables(name) is { } table)
            yield return table;
        else
            diagnostics.Add(Missing(name));
    }

    private string Resolve(string name, Func<string, string?> values, ICollection<Diagnostic> diagnostics)
    {
        if (values(name) is { } value)
            return value;
        diagnostics.Add(Missing(name));
        return "—";
    }

    private Diagnostic Missing(string name)
    {
        var at = _source.Content.IndexOf(name, StringComparison.Ordinal);
        return Diagnostic.Warning("DOC1002",
            string.Create(CultureInfo.InvariantCulture, $"模板中的“{name}”没有值，正文显示为“—”"),
            string.Create(CultureInfo.InvariantCulture, $"there is no value for '{name}': the text shows —"),
            _source, at < 0 ? null : new SourceSpan(at, name.Length));
    }

    [GeneratedRegex(@"\{\{\s*(?<name>[^{}]+?)\s*\}\}", RegexOptions.None, 1000)]
    private static partial Regex Value();

    private sealed class Content
    {
        public string? Authority { get; set; }

        public string? Series { get; set; }

        public string? Title { get; set; }

        public string? Recipient { get; set; }

        public List<string>? Attachments { get; set; }

        public string? CopyTo { get; set; }

        public string? Printer { get; set; }

        public List<BodyEntry>? Body { get; set; }
    }

    private sealed class BodyEntry
    {
        public string? Heading { get; set; }

        public int Level { get; set; }

        public List<string>? Text { get; set; }

        public string? Table { get; set; }
    }
}
