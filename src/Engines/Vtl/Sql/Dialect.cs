using System.Globalization;
using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Sql;

/// <summary>
/// What databases write differently, one method a difference. The writers know the plan and no database; a dialect
/// knows its database and no plan. All arguments and results are SQL text; null goes in and comes out as in VTL.
/// </summary>
internal abstract partial class Dialect
{
    public static Dialect Of(SqlDialect dialect) => dialect switch
    {
        SqlDialect.DuckDb => DuckDb.DuckDbDialect.Instance,
        SqlDialect.ClickHouse => ClickHouse.ClickHouseDialect.Instance,
        _ => throw new ArgumentOutOfRangeException(nameof(dialect), dialect, null),
    };

    /// <summary>True where a column must name its source: where the database would take it for the output of the same
    /// name.</summary>
    public virtual bool IsAlwaysQualified => false;

    /// <summary>True where the first row of each key is cheaper found by counting the keys first.</summary>
    public abstract bool CountsKeysFirst { get; }

    /// <summary>True where the database may work out a branch for rows that are not its own, if the same expression
    /// stands elsewhere too: then no expression that can stop is written twice.</summary>
    public virtual bool RepeatsAtRisk => false;

    /// <summary>True where every output is cast to the type of its component.</summary>
    public virtual bool CastsOutputs => false;

    /// <summary>A component, or a result that others read, within a statement: a name like those that the engine gives
    /// itself becomes another one there, so that no script can mean one of the engine's.</summary>
    public string Name(string name) => Outer(IsOurs(name) ? $"vtl name {name}" : name);

    /// <summary>A name as the host knows it: a table, or a column of an input or of the whole statement.</summary>
    public virtual string Outer(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Whether a name could be one of the engine's: these begin with "vtl" and a blank or a low line.
    /// Databases may ignore case.</summary>
    public static bool IsOurs(string name) => name.StartsWith("vtl ", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("vtl_", StringComparison.OrdinalIgnoreCase);

    public virtual string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public abstract string Type(ScalarType type);

    public string Value(Constant constant) => constant.Value switch
    {
        null => constant.Type.Kind is null ? "NULL" : $"CAST(NULL AS {Type(constant.Type)})",
        long number => Signed(number.ToString(CultureInfo.InvariantCulture)),
        decimal number => Signed(Decimal(number)),
        double number => Cast(Text(number.ToString("R", CultureInfo.InvariantCulture)), ScalarType.Double),
        bool flag => flag ? "TRUE" : "FALSE",
        DateOnly date => Date(date),
        string text => Text(text),
        _ => throw new InvalidOperationException($"No literal for {constant.Value.GetType()}."),
    };

    protected abstract string Decimal(decimal number);

    protected abstract string Date(DateOnly date);

    /// <summary>A statement with what the database must be told for it.</summary>
    public virtual string Statement(string sql) => sql;

    /// <summary>A relation that several others read, as a part of WITH.</summary>
    public abstract string Shared(string name, string body);

    /// <summary>A relation that one other reads, as a part of WITH: it is worked out as if it stood there.</summary>
    public virtual string Named(string name, string body) => $"{name} AS ({body})";

    /// <summary>An output of a select, in the type of its component.</summary>
    public string Typed(string value, ScalarType type) => CastsOutputs ? $"CAST({value} AS {Type(type)})" : value;

    /// <summary>The average of exact values, from their exact sum and their count; null of none.</summary>
    public string Average(string sum, string count) =>
        $"({Cast(sum, ScalarType.Double)} / nullif({count}, 0))";

    /// <summary>The rows that a query gives on the nodes of a cluster, all together, as a table.</summary>
    /// <param name="cluster">The name of the cluster in the database's configuration.</param>
    /// <param name="query">Over what each node holds.</param>
    public virtual string OfNodes(string cluster, string query) =>
        throw new NotSupportedException($"{GetType().Name} knows no clusters.");

    /// <summary>A row for each item of lists of one length, with the columns kept.</summary>
    /// <param name="kept">Columns of the source.</param>
    /// <param name="lists">Lists with the names of the columns that their items become.</param>
    /// <param name="source">What stands after FROM.</param>
    /// <param name="condition">What stands after WHERE; null for nothing.</param>
    public abstract string Unnested(
        IReadOnlyList<string> kept, IReadOnlyList<(string List, string Name)> lists, string source,
        string? condition = null);

    /// <summary>A condition that is true where another is false or null.</summary>
    public static string IsNotTrue(string condition) => $"CASE WHEN {condition} THEN FALSE ELSE TRUE END";

    /// <summary>Whether a relation has a row with the same values; false where one of them is null.</summary>
    public abstract string HasRow(string source, IReadOnlyList<(string Column, string Value)> keys);

    /// <summary>Whether names that differ in case alone are one name.</summary>
    protected abstract bool IgnoresCase { get; }

    /// <summary>Sees that columns are told apart.</summary>
    /// <exception cref="SameNamesException">Two of them differ in case alone, which the database ignores.</exception>
    public void RequireOtherNames(IReadOnlyList<Component> components)
    {
        if (!IgnoresCase)
            return;
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var component in components)
        {
            if (!seen.Add(component.Name) && seen.TryGetValue(component.Name, out var first))
                throw new SameNamesException(first, component.Name);
        }
    }

    /// <summary>A value that the body uses several times, computed once.</summary>
    public abstract string Let(string name, string value, string body);

    /// <summary>Several values at once, none of which is worked out within another one's body.</summary>
    /// <param name="values">At most nine.</param>
    /// <param name="body">Written with what they are called.</param>
    public abstract string Let(IReadOnlyList<string> values, Func<IReadOnlyList<string>, string> body);

    /// <summary>Two values that the body uses several times, computed once.</summary>
    /// <param name="first">Its name is the first of the body's.</param>
    /// <param name="second">Its name is the second.</param>
    /// <param name="body">Made of these two.</param>
    public abstract string Let(string first, string second, Func<string, string, string> body);

    /// <summary>What stops the statement with a message. Its type fits every other.</summary>
    /// <param name="parts">Texts, put together to the message.</param>
    /// <param name="when">The condition under which it is asked for.</param>
    /// <param name="within">The name of the innermost <see cref="Let(string, string, string)"/> around it; null for
    /// none.</param>
    /// <param name="number">Different for each that is asked for, but for those of keys of groups.</param>
    public abstract string Stop(IReadOnlyList<string> parts, string when, string? within, int number);

    /// <summary>What <see cref="Stop"/> said, out of the database's message; the message where it is none of
    /// these.</summary>
    public virtual string OwnMessage(string message) => message;

    /// <summary>The code (VTL5xxx) of what only the database knows, and what it says of it.</summary>
    public abstract (string Code, string Line) CodeOf(string line);

    /// <summary>Writes null where a call would stop the statement.</summary>
    public abstract string Tried(string call);

    /// <summary>A value of text that is null where it is no value of the type.</summary>
    public abstract string TryCast(string text, ScalarType type);

    /// <summary>A value of one type as one of another, where the types alone tell how.</summary>
    public abstract string Convert(string value, ScalarType from, ScalarType to, bool lenient);

    public virtual string Cast(string value, ScalarType type) => $"CAST({value} AS {Type(type)})";

    /// <summary>A value, or (where it is null) another one, which may be <see cref="Stop"/> within
    /// <c>vtl_v</c>.</summary>
    public abstract string OrElse(string value, string otherwise);

    /// <summary>CASE x WHEN … THEN … ELSE … END.</summary>
    public virtual string Switch(string value, IEnumerable<(string When, string Then)> branches, string otherwise) =>
        $"CASE {value}{string.Concat(branches.Select(b => $" WHEN {b.When} THEN {b.Then}"))} ELSE {otherwise} END";

    private static string Signed(string number) => number.StartsWith('-') ? $"({number})" : number;
}
