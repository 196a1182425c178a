using Huoshui.Diagnostics;
using YamlDotNet.RepresentationModel;

namespace Huoshui.Policies.Loading;

/// <summary>What keys.yaml says of a table.</summary>
internal sealed record TableKeys(
    IReadOnlyList<string> Key, IReadOnlyList<string> Required, IReadOnlyList<TableJoin> Joins, IReadOnlyList<DateOrder> Orders)
{
    public static TableKeys Nothing { get; } = new([], [], [], []);
}

/// <summary>Reads keys.yaml: key, required fields, joins and date orders of each table.</summary>
internal sealed class KeyFile
{
    private readonly YamlReader? _yaml;
    private readonly Dictionary<string, TableKeys> _tables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> _notAfterDate = new(StringComparer.Ordinal);
    private readonly List<(string Table, string Field, YamlNode Node)> _mentions = [];

    public KeyFile(SourceText source, ICollection<Diagnostic> sink)
    {
        _yaml = new YamlReader(source, sink);
        if (_yaml.Root() is not { } map)
            return;
        foreach (var (table, _, value) in YamlReader.Entries(map))
        {
            if (_yaml.AsMap(value, "表", "a table") is { } body)
                _tables[table] = Table(_yaml, table, body);
        }
    }

    private KeyFile()
    {
    }

    public static KeyFile Nothing { get; } = new();

    public IReadOnlyDictionary<string, IReadOnlyList<string>> NotAfterDate => _notAfterDate;

    public TableKeys Of(string table) => _tables.GetValueOrDefault(table, TableKeys.Nothing);

    /// <summary>Reports every table and field that keys.yaml names and the return has not.</summary>
    public void CheckReferences(ReturnDefinition definition)
    {
        foreach (var (table, field, node) in _mentions)
        {
            if (definition.Table(table)?.Field(field) is null)
                _yaml!.Error(node, PackCodes.UnknownReference, $"表 {table} 没有数据项“{field}”", $"table {table} has no field \"{field}\"");
        }
    }

    private TableKeys Table(YamlReader yaml, string table, YamlMappingNode map)
    {
        yaml.OnlyKeys(map, "key", "required", "joins", "orders", "not_after_date");
        _notAfterDate[table] = Fields(yaml, table, yaml.Get(map, "not_after_date"));
        return new TableKeys(
            Fields(yaml, table, yaml.Get(map, "key")),
            Fields(yaml, table, yaml.Get(map, "required")),
            [.. yaml.AsList(yaml.Get(map, "joins")).Select(j => Join(yaml, table, j)).OfType<TableJoin>()],
            [.. yaml.AsList(yaml.Get(map, "orders")).Select(o => Order(yaml, table, o)).OfType<DateOrder>()]);
    }

    private TableJoin? Join(YamlReader yaml, string table, YamlNode node)
    {
        if (yaml.AsMap(node, "引用", "a join") is not { } map)
            return null;
        yaml.OnlyKeys(map, "to", "on");
        var to = yaml.Text(map, "to", required: true);
        var on = yaml.AsMap(yaml.Get(map, "on", required: true), "on", "on");
        if (to is null || on is null)
            return null;
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var (field, keyNode, value) in YamlReader.Entries(on))
        {
            var other = yaml.Scalar(value) ?? string.Empty;
            _mentions.Add((table, field, keyNode));
            _mentions.Add((to, other, value));
            pairs.Add(KeyValuePair.Create(field, other));
        }

        return new TableJoin(to, pairs);
    }

    private DateOrder? Order(YamlReader yaml, string table, YamlNode node)
    {
        var fields = Fields(yaml, table, node);
        if (fields.Count == 2)
            return new DateOrder(fields[0], fields[1]);
        yaml.Error(node, PackCodes.WrongShape, "应为 [较早, 较晚]", "must be [earlier, later]");
        return null;
    }

    private List<string> Fields(YamlReader yaml, string table, YamlNode? list)
    {
        var fields = new List<string>();
        foreach (var node in yaml.AsList(list))
        {
            if (yaml.Scalar(node) is not { } field)
                continue;
            _mentions.Add((table, field, node));
            fields.Add(field);
        }

        return fields;
    }
}
