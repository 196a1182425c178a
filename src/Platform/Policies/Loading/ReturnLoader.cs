using Huoshui.Diagnostics;
using Huoshui.Policies.Compilation;

namespace Huoshui.Policies.Loading;

/// <summary>Reads tables.csv, fields.csv, keys.yaml and rules.yaml of a return.</summary>
internal sealed class ReturnLoader(PackFiles files, Vocabulary vocabulary, List<Diagnostic> sink)
{
    private static readonly string[] TableColumns = ["code", "number", "theme", "name_zh", "name_en", "date_field"];
    private static readonly string[] FieldColumns = ["table", "code", "name_zh", "name_en", "class", "format"];
    private static readonly string[] OptionalColumns = ["codes", "sensitivity", "check", "range", "aliases", "nulls", "note"];

    public ReturnParts? Load(PolicyPack pack)
    {
        if (files.Text("tables.csv") is not { } tableFile || files.Text("fields.csv") is not { } fieldFile)
            return null;
        var keys = files.Text("keys.yaml") is { } keyFile ? new KeyFile(keyFile, sink) : KeyFile.Nothing;
        var fields = Fields(fieldFile, keys);
        var tables = new List<TableDefinition>();
        foreach (var line in PackCsv.Read(tableFile, TableColumns, [], sink))
        {
            var own = fields.Where(f => f.Table == line["code"]).Select(f => f.Field).ToArray();
            if (tables.Exists(t => string.Equals(t.Code, line["code"], StringComparison.OrdinalIgnoreCase)))
                sink.Add(line.Error(PackCodes.DuplicateId, $"表“{line["code"]}”出现两次", $"table \"{line["code"]}\" stands twice"));
            else
                tables.Add(Table(line, own, keys));
        }

        foreach (var orphan in fields.Where(f => !tables.Exists(t => t.Code == f.Table)))
            sink.Add(orphan.Line.Error(PackCodes.UnknownReference, $"没有表“{orphan.Table}”", $"there is no table \"{orphan.Table}\""));
        var definition = new ReturnDefinition(pack.Id[(pack.Id.LastIndexOf('/') + 1)..], pack.Title, pack, tables);
        keys.CheckReferences(definition);
        sink.AddRange(RuleMessages.Errors(pack.Scripts("checks")));
        var rules = files.Text("rules.yaml") is { } ruleFile ? new RuleFile(ruleFile, sink) : null;
        return new ReturnParts(
            definition, keys.NotAfterDate, rules?.Written(definition) ?? [], rules?.Derived() ?? DerivedSeverities.Default);
    }

    private static TableDefinition Table(CsvLine line, FieldDefinition[] fields, KeyFile keys)
    {
        var code = line["code"];
        return new TableDefinition(
            code,
            line["number"].Length > 0 ? line["number"] : code,
            line["theme"],
            new LocalizedText(line["name_zh"], Or(line["name_en"], line["name_zh"])),
            fields,
            keys.Of(code).Key,
            line["date_field"].Length > 0 ? line["date_field"] : null)
        {
            Joins = keys.Of(code).Joins,
            DateOrders = keys.Of(code).Orders,
        };
    }

    private List<(string Table, FieldDefinition Field, CsvLine Line)> Fields(SourceText file, KeyFile keys)
    {
        var fields = new List<(string Table, FieldDefinition Field, CsvLine Line)>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in PackCsv.Read(file, FieldColumns, OptionalColumns, sink))
        {
            if (!seen.Add(line["table"] + "." + line["code"]))
                sink.Add(line.Error(PackCodes.DuplicateId, $"数据项“{line["code"]}”出现两次", $"field \"{line["code"]}\" stands twice"));
            else if (FieldFormat.Parse(line["format"]) is not { } format)
                sink.Add(line.Error(PackCodes.UnknownFormat, $"格式“{line["format"]}”读不懂", $"format \"{line["format"]}\" is not understood"));
            else
                fields.Add((line["table"], Field(line, format, keys.Of(line["table"])), line));
        }

        return fields;
    }

    private FieldDefinition Field(CsvLine line, FieldFormat format, TableKeys keys)
    {
        var kind = format.KindFor(line["class"], line["format"]);
        var check = CheckDigit(line);
        var sensitivity = Sensitivity(line);
        return new FieldDefinition(
            line["code"],
            new LocalizedText(line["name_zh"], Or(line["name_en"], line["name_zh"])),
            line["format"],
            kind,
            kind == ColumnKind.Decimal ? format.Scale ?? 0 : 0,
            CodeList(line),
            sensitivity,
            keys.Required.Contains(line["code"], StringComparer.Ordinal),
            line["class"],
            [line["name_zh"], .. Split(line["aliases"])])
        {
            CheckDigit = check,
            Range = Range(line),
            DatePattern = kind == ColumnKind.Date ? format.DatePattern : null,
            NullTexts = Split(line["nulls"]),
            AllowsSecret = sensitivity != FieldSensitivity.General,
            MaxLength = kind == ColumnKind.Text ? format.Max : null,
            ExactLength = kind == ColumnKind.Text ? format.Exact : null,
        };
    }

    private string? CodeList(CsvLine line)
    {
        var list = line["codes"];
        if (list.Length == 0)
            return null;
        var id = list.TrimEnd('*');
        if (id != FieldCodes.RegionList && vocabulary.List(id) is null && files.Codes.All(l => l.Id != id))
            sink.Add(line.Error(PackCodes.UnknownReference, $"词表里没有“{id}”", $"the vocabulary has no list \"{id}\""));
        return list;
    }

    private FieldSensitivity Sensitivity(CsvLine line) => line["sensitivity"] switch
    {
        "" or "general" => FieldSensitivity.General,
        "sensitive" => FieldSensitivity.Sensitive,
        "personal" => FieldSensitivity.Personal,
        "sensitive_personal" => FieldSensitivity.SensitivePersonal,
        var other => Unknown(line, other, FieldSensitivity.SensitivePersonal),
    };

    private CheckDigitKind? CheckDigit(CsvLine line) => line["check"] switch
    {
        "" => null,
        "usci" => CheckDigitKind.Usci,
        "organisation" => CheckDigitKind.Organisation,
        "identity_card" => CheckDigitKind.IdentityCard,
        "lei" => CheckDigitKind.Lei,
        "registration" => CheckDigitKind.Registration,
        var other => Unknown<CheckDigitKind?>(line, other, null),
    };

    private ValueRange? Range(CsvLine line) => line["range"] switch
    {
        "" => null,
        "non_negative" => ValueRange.NonNegative,
        "positive" => ValueRange.Positive,
        "probability" => ValueRange.Probability,
        "percent" => ValueRange.Percent,
        "rate" => ValueRange.Rate,
        var other => Unknown<ValueRange?>(line, other, null),
    };

    private T Unknown<T>(CsvLine line, string word, T instead)
    {
        sink.Add(line.Error(PackCodes.UnknownReference, $"不认识“{word}”", $"\"{word}\" is not known"));
        return instead;
    }

    private static string Or(string text, string otherwise) => text.Length > 0 ? text : otherwise;

    private static IReadOnlyList<string> Split(string cell) =>
        cell.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
