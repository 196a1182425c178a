namespace Huoshui.Warehouse.ClickHouse;

/// <summary>事实库故障: a server of facts cannot be used. Its message says the code, which server, what and what to do, in
/// Chinese and English; it never holds a password, nor what was filed.</summary>
public sealed class FactsException : Exception
{
    private readonly string _zh;
    private readonly string _en;

    internal FactsException(string code, string zh, string en, Exception? cause = null)
        : base($"{code} {zh} / {en}", cause)
    {
        Code = code;
        (_zh, _en) = (zh, en);
    }

    /// <summary>For example <c>WHS2002</c> (docs/reference/warehouse-diagnostics.md).</summary>
    public string Code { get; }

    /// <summary>Whose fault it is; null where it is nobody's alone.</summary>
    public FactServer? Server { get; init; }

    /// <summary>True where waiting may help: the server is away, or has no room at the moment. Else somebody must
    /// change something.</summary>
    public bool IsOutage => IsAway || Code is "WHS2009" or "WHS2014";

    /// <summary>True where the server does not answer, or not to the end: another one may do its work.</summary>
    internal bool IsAway => IsNotBegun || Code == "WHS2008";

    /// <summary>True where the server did not even begin.</summary>
    internal bool IsNotBegun => Code == "WHS2002";

    /// <summary>One fault that names several: the first that waiting does not heal, else the first.</summary>
    /// <param name="faults">At least one.</param>
    internal static FactsException Of(IReadOnlyList<FactsException> faults)
    {
        var first = faults.FirstOrDefault(f => !f.IsOutage) ?? faults[0];
        if (faults.Count == 1)
            return first;
        var others = string.Join(", ", faults.Where(f => f != first).Select(f => $"{f.Server} {f.Code}"));
        return new FactsException(first.Code, $"{first._zh}（另有 {others}）", $"{first._en} (and {others})", first)
        {
            Server = first.Server,
        };
    }

    /// <summary>The one that an exception is or wraps; null for none.</summary>
    public static FactsException? In(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is FactsException facts)
                return facts;
        }

        return null;
    }
}
