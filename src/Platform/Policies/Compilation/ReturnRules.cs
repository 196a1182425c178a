using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Huoshui.Diagnostics;
using Huoshui.Policies.Derivation;
using Huoshui.Policies.Loading;
using Huoshui.Vtl;

namespace Huoshui.Policies.Compilation;

/// <summary>Compiles the rules of one return; keeps what it compiled. Thread safe.</summary>
internal sealed class ReturnRules
{
    /// <summary>Most compilations kept for a return; when full, all are dropped.</summary>
    private const int MostKept = 256;

    private static readonly HostFunction[] Functions =
        [.. Enum.GetValues<CheckDigitKind>().Select(k => new HostFunction(CheckDigits.FunctionName(k), [ScalarKind.String], ScalarKind.Boolean))];

    private static readonly Component[] Identifiers =
    [
        new("filing", ComponentRole.Identifier, ScalarKind.Integer, IsNullable: false),
        new("file_no", ComponentRole.Identifier, ScalarKind.Integer, IsNullable: false),
        new("line_no", ComponentRole.Identifier, ScalarKind.Integer, IsNullable: false),
    ];

    private readonly ReturnParts _parts;
    private readonly Func<string, CodeList?> _lists;
    private readonly string _hash;
    private readonly FieldDomains _domains;
    private readonly Lazy<ScriptSlice> _written;
    private readonly Lazy<IReadOnlyDictionary<string, FieldSensitivity>> _nameClasses;
    private readonly ConcurrentDictionary<string, DerivedScript> _derived = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<ReturnChecks>> _compiled = new(StringComparer.Ordinal);

    /// <summary>Takes the return, its code lists, and the hash of everything that the rules depend on.</summary>
    public ReturnRules(ReturnParts parts, Func<string, CodeList?> lists, string hash)
    {
        _parts = parts;
        _lists = lists;
        _hash = hash;
        _domains = new FieldDomains(lists);
        _written = new Lazy<ScriptSlice>(() => new ScriptSlice(parts.Definition.Pack.Scripts("checks"), IsTable));
        _nameClasses = new Lazy<IReadOnlyDictionary<string, FieldSensitivity>>(
            () => new NameOrigins(parts.Definition.Pack.Scripts("checks")).Classes(parts.Definition));
    }

    /// <summary>The written scripts.</summary>
    public ScriptSlice Written => _written.Value;

    /// <summary>The derived rules of a table.</summary>
    public DerivedScript Derived(TableDefinition table) =>
        _derived.GetOrAdd(table.Code, _ => DerivedScript.For(_parts, table, _domains));

    /// <summary>The rules for a date on a set of tables.</summary>
    public ReturnChecks For(DateOnly asOf, IReadOnlySet<string> tables, SqlDialect dialect = SqlDialect.DuckDb)
    {
        var known = tables.Select(Normal).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var key = string.Create(CultureInfo.InvariantCulture, $"{asOf:yyyy-MM-dd} {string.Join(' ', known.Order(StringComparer.Ordinal))}");
        if (_compiled.Count >= MostKept)
            _compiled.Clear();
        return _compiled.GetOrAdd(
            $"{dialect} {key}", _ => new Lazy<ReturnChecks>(() => Compile(asOf, known, key, dialect))).Value;
    }

    // What rules say does not depend on the database: nor does the hash.
    private ReturnChecks Compile(DateOnly asOf, HashSet<string> tables, string key, SqlDialect dialect)
    {
        var derived = _parts.Definition.Tables.Where(t => tables.Contains(t.Code)).Select(Derived).ToArray();
        foreach (var list in Written.Words.Select(_lists).OfType<CodeList>())
            _domains.Add(list);
        var module = VtlCompiler.Compile(
            [.. derived.Select(d => d.Text), .. Written.For(tables)],
            new VtlInputs
            {
                Datasets = [.. tables.Order(StringComparer.Ordinal).Select(Structure)],
                ValueDomains = _domains.Domains,
                Functions = Functions,
                Dialect = dialect,
                Constants = [.. _parts.Definition.Pack.Parameters.At(asOf), new VtlConstant(ReturnConstants.DataDate, ScalarKind.Date, asOf)],
            });
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{_hash} {key}")));
        return new ReturnChecks(_parts.Definition, asOf, new CompiledRules(
            module, Rules(asOf, derived, module), LeftOut(asOf, tables), _nameClasses.Value, hash));
    }

    private List<RuleInfo> Rules(DateOnly asOf, IReadOnlyList<DerivedScript> derived, VtlModule module)
    {
        var rules = derived
            .SelectMany(d => d.Rules.Select(r => new RuleInfo(
                r.Id, r.Kind, _parts.Derived.Of(r.Id, r.Suffix, asOf), d.Table.Code, r.Field, r.Message, null, IsDerived: true)))
            .ToList();
        var known = rules.Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        var written = _parts.Written.ToDictionary(w => w.Id, StringComparer.Ordinal);
        foreach (var check in module.Checks.SelectMany(c => c.Rules).Where(c => !known.Contains(c.Id)))
        {
            if (written.TryGetValue(check.Id, out var rule) && known.Add(check.Id))
                rules.Add(Info(rule, asOf, FieldOf(rule, check.Field), check.Message));
        }

        return rules;
    }

    private List<LeftOutRule> LeftOut(DateOnly asOf, HashSet<string> tables)
    {
        var left = Written.LeftOut(tables);
        return [.. _parts.Written.Where(w => left.ContainsKey(w.Id))
            .Select(w => new LeftOutRule(Info(w, asOf, null, null), left[w.Id]))];
    }

    private static RuleInfo Info(WrittenRule rule, DateOnly asOf, string? field, LocalizedText? message) => new(
        rule.Id, rule.Kind, rule.SeverityAt(asOf), rule.Table, field, message ?? new LocalizedText(rule.Id, rule.Id), rule.Source, IsDerived: false);

    // A rule about a group has no field of the table.
    private string? FieldOf(WrittenRule rule, string? field) =>
        field is null ? null : _parts.Definition.Table(rule.Table)?.Field(field)?.Code;

    private DataStructure Structure(string name)
    {
        var table = _parts.Definition.Table(Bare(name))!;
        return new DataStructure(name, [.. Identifiers, .. table.Fields.Select(Measure)]);
    }

    private static Component Measure(FieldDefinition field) => field.Kind switch
    {
        ColumnKind.Integer => new Component(field.Code, ComponentRole.Measure, ScalarKind.Integer),
        ColumnKind.Decimal => new Component(field.Code, ComponentRole.Measure, ScalarKind.Number, field.Scale),
        ColumnKind.Date => new Component(field.Code, ComponentRole.Measure, ScalarKind.Date),
        ColumnKind.Boolean => new Component(field.Code, ComponentRole.Measure, ScalarKind.Boolean),
        _ => new Component(field.Code, ComponentRole.Measure, ScalarKind.String),
    };

    private bool IsTable(string word) => Normal(word) == word;

    /// <summary>The dataset's name as scripts write it; null if the return has no such table.</summary>
    private string? Normal(string name) => _parts.Definition.Table(Bare(name)) is not { } table
        ? null
        : name.EndsWith(ReturnConstants.PreviousSuffix, StringComparison.Ordinal) ? table.Code + ReturnConstants.PreviousSuffix : table.Code;

    private static string Bare(string name) => name.EndsWith(ReturnConstants.PreviousSuffix, StringComparison.Ordinal)
        ? name[..^ReturnConstants.PreviousSuffix.Length]
        : name;
}
