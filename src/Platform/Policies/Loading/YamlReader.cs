using System.Globalization;
using Huoshui.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Huoshui.Policies.Loading;

/// <summary>Reads a YAML text into typed values; whatever is wrong becomes a diagnostic at its place.</summary>
internal sealed class YamlReader(SourceText source, ICollection<Diagnostic> sink)
{
    // Keys that stand in a map under a misspelt name, which was told.
    private readonly HashSet<(YamlMappingNode Map, string Key)> _misspelt = [];

    public SourceText Source => source;

    /// <summary>The map at the top of the text; null when it does not parse or is something else.</summary>
    public YamlMappingNode? Root()
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new ShallowParser(source.Content));
            if (stream.Documents.Count == 0)
                return new YamlMappingNode();
            return AsMap(stream.Documents[0].RootNode, "文件", "the file");
        }
        catch (YamlException error)
        {
            sink.Add(YamlTrouble.Of(source, SpanOf(error.Start, error.End), error.Message));
            return null;
        }
        catch (InvalidOperationException error)
        {
            // The parser's own failure on some malformed flow maps; it knows no place.
            sink.Add(YamlTrouble.Of(source, null, error.Message));
            return null;
        }
    }

    public void Error(YamlNode? node, string code, string zh, string en) =>
        sink.Add(Diagnostic.Error(code, zh, en, source, node is null ? null : SpanOf(node.Start, node.End)));

    /// <summary>Reports keys that nobody reads: a misspelt key would otherwise be silently without effect.</summary>
    public void OnlyKeys(YamlMappingNode map, params ReadOnlySpan<string> known)
    {
        foreach (var key in map.Children.Keys.OfType<YamlScalarNode>())
        {
            if (known.IndexOf(key.Value) >= 0)
                continue;
            var name = key.Value ?? string.Empty;
            var among = NearName.Among(name, [.. known]);
            var sign = YamlTrouble.Within(name);
            if ((sign is null ? NearName.Of(name, [.. known]) : YamlTrouble.Before(name)) is { } meant)
                _misspelt.Add((map, meant));
            Error(key, PackCodes.UnknownKey, $"不认识的项“{name}”{(sign is null ? among.Zh : "：" + sign.Zh)}",
                $"unknown key \"{name}\"{(sign is null ? among.En : ": " + sign.En)}");
        }
    }

    public YamlMappingNode? AsMap(YamlNode? node, string zh, string en)
    {
        if (node is YamlMappingNode map)
            return map;
        if (node is not null && !IsNull(node))
        {
            Error(node, PackCodes.WrongShape, $"{zh}应为“键: 值”的映射{Sign(node).Zh}",
                $"{en} must be a map of key: value{Sign(node).En}");
        }

        return null;
    }

    /// <summary>Whether <see cref="OnlyKeys"/> told that a key stands in a map under a misspelt name.</summary>
    public bool IsMisspelt(YamlMappingNode map, string key) => _misspelt.Contains((map, key));

    private static LocalizedText Sign(YamlNode node) =>
        node is YamlScalarNode { Value: { } text } && YamlTrouble.Within(text) is { } sign
            ? new LocalizedText("：" + sign.Zh, ": " + sign.En) : new LocalizedText(string.Empty, string.Empty);

    public IReadOnlyList<YamlNode> AsList(YamlNode? node)
    {
        if (node is YamlSequenceNode list)
            return [.. list.Children];
        if (node is not null && !IsNull(node))
            Error(node, PackCodes.WrongShape, "应为列表 [..]", "must be a list [..]");
        return [];
    }

    public YamlNode? Get(YamlMappingNode map, string key, bool required = false)
    {
        if (map.Children.TryGetValue(new YamlScalarNode(key), out var node) && !IsNull(node))
            return node;
        if (required && !_misspelt.Contains((map, key)))
            Error(map, PackCodes.MissingKey, $"缺少“{key}”", $"\"{key}\" is missing");
        return null;
    }

    public string? Text(YamlMappingNode map, string key, bool required = false) =>
        Scalar(Get(map, key, required));

    public string? Scalar(YamlNode? node)
    {
        if (node is YamlScalarNode scalar)
            return scalar.Value;
        if (node is not null)
            Error(node, PackCodes.WrongShape, "应为单个值", "must be a single value");
        return null;
    }

    public IReadOnlyList<string> Texts(YamlMappingNode map, string key) =>
        [.. AsList(Get(map, key)).Select(Scalar).OfType<string>()];

    /// <summary>A text in both languages: {zh: .., en: ..}, or one scalar for both.</summary>
    public LocalizedText Localized(YamlMappingNode map, string key, bool required = true) =>
        LocalizedNode(Get(map, key, required));

    public LocalizedText LocalizedNode(YamlNode? node)
    {
        switch (node)
        {
            case null:
                return new LocalizedText(string.Empty, string.Empty);
            case YamlScalarNode scalar:
                return new LocalizedText(scalar.Value ?? string.Empty, scalar.Value ?? string.Empty);
            case YamlMappingNode map:
                OnlyKeys(map, "zh", "en");
                return new LocalizedText(Words(map, "zh"), Words(map, "en"));
            default:
                Error(node, PackCodes.WrongShape, "应为 {zh: .., en: ..}", "must be {zh: .., en: ..}");
                return new LocalizedText(string.Empty, string.Empty);
        }
    }

    private string Words(YamlMappingNode map, string language)
    {
        if (Text(map, language, required: true) is not { } text)
            return string.Empty;
        if (string.IsNullOrWhiteSpace(text))
            Error(Get(map, language), PackCodes.MissingKey, $"“{language}”是空的", $"\"{language}\" is empty");
        return text;
    }

    public DateOnly? Date(YamlMappingNode map, string key, bool required = false) => DateNode(Get(map, key, required));

    public DateOnly? DateNode(YamlNode? node)
    {
        if (Scalar(node) is not { } text)
            return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        Error(node, PackCodes.WrongShape, $"“{text}”不是日期：写成年-月-日，如 2025-06-30", $"\"{text}\" is no date: year-month-day, like 2025-06-30");
        return null;
    }

    public bool Flag(YamlMappingNode map, string key)
    {
        var node = Get(map, key);
        if (Scalar(node) is not { } text)
            return false;
        if (bool.TryParse(text, out var flag))
            return flag;
        var words = FlagWords.NoFlag(key, text);
        Error(node, PackCodes.WrongShape, words.Zh, words.En);
        return FlagWords.Meant(text) ?? false;
    }

    /// <summary>Document and article (出处), as it is shown in both languages: one text, or <c>{zh: .., en: ..}</c>, of
    /// which one may be left out; both are shown side by side.</summary>
    public string? Cited(YamlMappingNode map, string key)
    {
        if (Get(map, key) is not YamlMappingNode words)
            return Text(map, key);
        OnlyKeys(words, "zh", "en");
        string[] texts = [.. new[] { Text(words, "zh"), Text(words, "en") }.OfType<string>()];
        return texts.Length == 0 ? null : string.Join(" / ", texts);
    }

    /// <summary>The entries of a map, with the key's node for messages.</summary>
    public static IEnumerable<(string Key, YamlNode KeyNode, YamlNode Value)> Entries(YamlMappingNode map) =>
        map.Children.Select(c => ((c.Key as YamlScalarNode)?.Value ?? string.Empty, c.Key, c.Value));

    /// <summary>True for an empty plain scalar, ~ and null; a quoted empty text is no null.</summary>
    public static bool IsNull(YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" };

    private SourceSpan SpanOf(Mark start, Mark end)
    {
        var from = Math.Clamp((int)start.Index, 0, source.Content.Length);
        var to = Math.Clamp((int)end.Index, from, source.Content.Length);
        return new SourceSpan(from, to - from);
    }

    /// <summary>The map under a key that must be there; an empty one when it is not.</summary>
    public YamlMappingNode Part(YamlMappingNode map, string key) =>
        AsMap(Get(map, key, required: true), key, key) ?? new YamlMappingNode();

    /// <summary>The text under a key, one of some; empty when it is missing.</summary>
    public string One(YamlMappingNode map, string key, IReadOnlyList<string> values)
    {
        var value = Text(map, key, required: true);
        if (value is not null && !values.Contains(value))
            Wrong(map, key, $"应为 {string.Join('、', values)}", $"must be one of {string.Join(", ", values)}");
        return value ?? string.Empty;
    }

    /// <summary>Says that the value under a key is wrong.</summary>
    public void Wrong(YamlMappingNode map, string key, string zh, string en) =>
        Error(Get(map, key), PackCodes.WrongValue, $"{key} {zh}", $"{key} {en}");
}
