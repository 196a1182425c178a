using System.Globalization;
using System.Text;
using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Sql;

/// <summary>Writes a plan as one SELECT. Results used more than once become common table expressions; so do long ones,
/// which would otherwise be copied into each that stands around them.</summary>
internal sealed partial class RelationWriter
{
    // A chain of a thousand statements is written in the time that its text takes, not in the square of it.
    private const int LongestNested = 16_384;

    // DuckDB plans groups of groups in a time that doubles with each (measured: 24 take 3 s): one after so many is
    // worked out by itself.
    private const int MostGroups = 8;

    private readonly Dictionary<Relation, int> _groups = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Relation, string> _named = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, int> _uses = new(StringComparer.Ordinal);
    private readonly HashSet<string> _shared = new(StringComparer.Ordinal);
    private readonly List<string> _parts = [];
    private readonly Dictionary<string, string> _sharedNames = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);
    private readonly ExpressionWriter _expressions;

    private readonly Dialect _dialect;
    private readonly bool _lenient;
    private readonly PeriodSql _periods;

    private readonly string? _cluster;
    private readonly SqlBudget _budget;

    private RuleRows? _printed;

    private RelationWriter(Dialect dialect, bool lenient, string? cluster, SqlBudget? budget)
    {
        _dialect = dialect;
        _lenient = lenient;
        _cluster = cluster;
        _budget = budget ?? SqlBudget.None;
        _periods = new PeriodSql(dialect);
        _expressions = new ExpressionWriter(this, dialect, lenient, _budget);
    }

    /// <summary>The relation as a statement of its own.</summary>
    /// <param name="relation">What is written.</param>
    /// <param name="dialect">For this database.</param>
    /// <param name="cluster">The cluster whose nodes are asked for what is gathered; null where that lies in
    /// tables.</param>
    /// <param name="lenient">True for a part of checks: what would stop a result is null.</param>
    /// <param name="budget">How much may be written; null for any length.</param>
    /// <exception cref="SqlTooLongException">It is more.</exception>
    public static string Statement(
        Relation relation, SqlDialect dialect, string? cluster = null, bool lenient = false, SqlBudget? budget = null)
    {
        var own = Dialect.Of(dialect);
        return own.Statement(new RelationWriter(own, lenient, cluster, budget).WholeQuery(relation));
    }

    /// <summary>As <see cref="Statement"/>, to be printed: what each row keeps is cast to text before the row becomes
    /// one for each rule.</summary>
    public static string Printed(RuleRows rules, SqlDialect dialect)
    {
        var own = Dialect.Of(dialect);
        var writer = new RelationWriter(own, lenient: false, cluster: null, budget: null) { _printed = rules };
        return own.Statement(writer.WholeQuery(rules));
    }

    private static string Query(Relation relation, Dialect dialect, string? cluster, bool lenient)
    {
        var writer = new RelationWriter(dialect, lenient, cluster, budget: null);
        writer.CountUses(relation);
        return writer.WithShared(writer.Write(relation));
    }

    // Under the names that the host knows.
    private string WholeQuery(Relation relation)
    {
        CountUses(relation);
        var query = WithShared(Write(relation));
        return relation.Components.Any(c => Dialect.IsOurs(c.Name))
            ? $"SELECT {string.Join(", ", relation.Components.Select(c => Outwards(c.Name)))} FROM ({query})" : query;
    }

    /// <summary>A column with the name that the host knows.</summary>
    public string Outwards(string name) =>
        Dialect.IsOurs(name) ? $"{_dialect.Name(name)} AS {_dialect.Outer(name)}" : _dialect.Name(name);

    // A table of the host, its columns under the names that they have within the statement.
    private string Table(string name, Relation relation)
    {
        if (!relation.Components.Any(c => Dialect.IsOurs(c.Name)))
            return _dialect.Outer(name);
        var columns = relation.Components.Select(c => Dialect.IsOurs(c.Name)
            ? $"{_dialect.Outer(c.Name)} AS {_dialect.Name(c.Name)}" : _dialect.Name(c.Name));
        return $"(SELECT {string.Join(", ", columns)} FROM {_dialect.Outer(name)})";
    }

    // Databases that ignore case would take a result for another one, or for a table.
    private string SharedName(string name)
    {
        if (!_sharedNames.TryGetValue(name, out var own))
        {
            own = _taken.Add(name) ? name
                : string.Create(CultureInfo.InvariantCulture, $"vtl result {_sharedNames.Count} {name}");
            _sharedNames.Add(name, own = own == name ? _dialect.Name(own) : _dialect.Outer(own));
        }

        return own;
    }

    /// <summary>A writer for checks: what would stop a result is null.</summary>
    public static RelationWriter ForChecks(Dialect dialect, string? cluster, SqlBudget? budget) =>
        new(dialect, lenient: true, cluster, budget);

    public string Expression(Expr expression) => _expressions.Write(expression);

    /// <summary>A query with the results that it uses more than once.</summary>
    public string WithShared(string body)
    {
        return _parts.Count == 0 ? body : $"WITH {string.Join(",\n", _parts)}\n{body}";
    }

    public void CountUses(Relation relation)
    {
        if (relation is Gathered gathered)
        {
            _taken.Add(gathered.Name);
            return; // a query of its own
        }

        if (relation is InputScan table)
            _taken.Add(table.Name);
        if (relation is ResultScan scan)
        {
            _uses[scan.Name] = _uses.GetValueOrDefault(scan.Name) + 1;
            if (_uses[scan.Name] > 1)
                return;
        }

        foreach (var child in PlanWalk.Children(relation))
            CountUses(child);
    }

    public string Write(Relation relation) => _budget.Part(relation switch
    {
        InputScan or ResultScan or Gathered => $"SELECT {Columns(relation)} FROM {Source(relation)}",
        Select select => SelectText(select),
        UnionAll union =>
            string.Join(
                "\nUNION ALL\n", union.Parts.Select(p => $"SELECT {AlignedColumns(union, p)} FROM ({WrittenPart(p)})")),
        Unpivot unpivot => UnpivotText(unpivot),
        RuleRows rules => RuleRowsText(rules),
        RoutineRows routine => RoutineText(routine),
        TimeSeries series => TimeSeriesText(series),
        HierarchyRows hierarchy => new HierarchyWriter(hierarchy, this, _dialect).Text(),
        _ => throw new InvalidOperationException($"No SQL for {relation.GetType().Name}."),
    });

    private string WrittenPart(Relation part)
    {
        RequireOtherNames(part);
        return Write(part);
    }

    // The columns of a result may; but who selects from it could not say which is meant.
    private void RequireOtherNames(Relation relation) => _dialect.RequireOtherNames(relation.Components);

    /// <summary>The relation as something to select from.</summary>
    public string Source(Relation relation)
    {
        switch (relation)
        {
            case InputScan input:
                return Table(input.Name, input);
            case ResultScan { Definition: InputScan input }:
                return Table(input.Name, input);
            case Gathered gathered:
                return _cluster is null ? Table(gathered.Name, gathered)
                    : _dialect.OfNodes(_cluster, Query(gathered.Source, _dialect, _cluster, _lenient));
            case ResultScan scan when _uses.GetValueOrDefault(scan.Name) > 1:
                if (_shared.Add(scan.Name))
                {
                    var body = Isolated(scan.Definition);
                    _parts.Add(_dialect.Shared(SharedName(scan.Name), body));
                    _groups[scan.Definition] = 0;
                }

                return SharedName(scan.Name);
            case ResultScan scan:
                return Nested(scan.Definition);
            default:
                return Nested(relation);
        }
    }

    private string Nested(Relation relation)
    {
        if (_named.TryGetValue(relation, out var known))
            return known;
        var query = Isolated(relation);
        var isDeep = GroupsIn(relation) >= MostGroups;
        if (query.Length <= LongestNested && !isDeep)
            return $"({query})";
        var number = _parts.Count;
        while (!_taken.Add(PartName(number)))
            number++; // a data set has it
        var name = _dialect.Outer(PartName(number));
        _parts.Add(isDeep ? _dialect.Shared(name, query) : _dialect.Named(name, query));
        if (isDeep)
            _groups[relation] = 0;
        return _named[relation] = name;
    }

    private static string PartName(int number) => string.Create(CultureInfo.InvariantCulture, $"vtl part {number}");

    // How many stand within one another in its text; what it reads has been written before, and is known.
    private int GroupsIn(Relation relation)
    {
        if (!_groups.TryGetValue(relation, out var groups))
        {
            groups = PlanWalk.Children(relation).Select(GroupsIn).DefaultIfEmpty().Max();
            _groups[relation] = groups += relation is Select { GroupBy: not null } ? 1 : 0;
        }

        return groups;
    }

    /// <summary>The relation, without a trace of what it is written into.</summary>
    public string Isolated(Relation relation)
    {
        RequireOtherNames(relation);
        var (qualified, point) = (_expressions.Qualified, _expressions.Point);
        _expressions.Point = DataPoint.None;
        var text = Write(relation);
        (_expressions.Qualified, _expressions.Point) = (qualified, point);
        return text;
    }

    private string Columns(Relation relation) =>
        string.Join(", ", relation.Components.Select(c => _dialect.Name(c.Name)));

    // Decimals of a part with fewer digits after the point than those of the union get them here, as in expressions.
    private string AlignedColumns(UnionAll union, Relation part)
    {
        return string.Join(", ", union.Components.Select(Aligned));
        string Aligned(Component component)
        {
            var name = _dialect.Name(component.Name);
            var own = part.Find(component.Name) is { } found ? ScalarType.Of(found) : ScalarType.Of(component);
            var value = _dialect.Aligned(name, own, ScalarType.Of(component));
            return value == name ? name : $"{value} AS {name}";
        }
    }

    private string SelectText(Select select, Func<ExpressionWriter, string>? further = null)
    {
        if (further is null && _dialect.CountsKeysFirst && select.KeysOfFirstRows() is { } unique)
            return FirstRowsText(select, [.. unique.Select(_dialect.Name)]);
        var text = new StringBuilder();
        var from = FromText(select.From);
        _expressions.Qualified = select.From.Count > 1;
        var point = _expressions.Point = DataPoint.Of(select);
        text.Append("SELECT ").AppendJoin(", ", select.Outputs.Select(OutputText));
        if (further is not null)
            text.Append(", ").Append(further(_expressions));
        text.Append(from);
        _expressions.Point = point.OfRow();
        if (select.Where is not null)
            text.Append("\nWHERE ").Append(_expressions.Write(select.Where));
        if (select.GroupBy is { Count: > 0 } keys)
            text.Append("\nGROUP BY ").AppendJoin(", ", keys.Select(_expressions.Key));
        _expressions.Point = point;
        if (select.Having is not null)
            text.Append("\nHAVING ").Append(_expressions.Write(select.Having));
        if (select.Qualify is not null)
            text.Append("\nQUALIFY ").Append(_expressions.Write(select.Qualify));
        _expressions.Point = DataPoint.None;
        return text.ToString();
    }

    private string OutputText(Output output)
    {
        var name = _dialect.Name(output.Component.Name);
        var written = _expressions.Write(output.Value);
        var value = output.Value is Column ? written : _dialect.Typed(written, ScalarType.Of(output.Component));
        return string.Equals(value, name, StringComparison.Ordinal) ? name : $"{value} AS {name}";
    }

    private string FromText(IReadOnlyList<FromItem> items)
    {
        var text = new StringBuilder();
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            text.Append(item.Join switch
            {
                JoinType.First => "\nFROM ",
                JoinType.Inner => "\nINNER JOIN ",
                JoinType.Left => "\nLEFT JOIN ",
                JoinType.Full => "\nFULL JOIN ",
                _ => "\nCROSS JOIN ",
            });
            text.Append(CultureInfo.InvariantCulture, $"{Source(item.Relation)} AS t{i}");
            _expressions.Qualified = true;
            if (item.On is not null)
                text.Append(" ON ").Append(_expressions.Write(item.On));
        }

        return text.ToString();
    }

    private string UnpivotText(Unpivot unpivot)
    {
        var (identifier, measure) = (_dialect.Name(unpivot.Identifier), _dialect.Name(unpivot.Measure));
        var kept = unpivot.Components.Where(c => c.Name != unpivot.Identifier && c.Name != unpivot.Measure);
        var type = ScalarType.Of(unpivot.Find(unpivot.Measure)!);
        var names = $"[{string.Join(", ", unpivot.Folded.Select(_dialect.Text))}]";
        var values = unpivot.Folded.Select(
            f => _dialect.Aligned(_dialect.Name(f), ScalarType.Of(unpivot.Source.Find(f)!), type));
        var rows = _dialect.Unnested(
            [.. kept.Select(c => _dialect.Name(c.Name))],
            [(names, identifier), ($"[{string.Join(", ", values)}]", measure)], Source(unpivot.Source));
        return $"SELECT {Columns(unpivot)} FROM ({rows}) WHERE {measure} IS NOT NULL";
    }

    private string Value(Constant? constant) => constant is null ? "NULL" : _dialect.Value(constant);
}
