namespace Huoshui.Warehouse.ClickHouse;

/// <summary>事实库故障: the server of facts cannot be used. Its message says the code, what and what to do, in Chinese
/// and English; it never holds a password, nor what was filed.</summary>
public sealed class FactsException : Exception
{
    internal FactsException(string code, string zh, string en, Exception? cause = null)
        : base($"{code} {zh} / {en}", cause)
    {
        Code = code;
    }

    /// <summary>For example <c>WHS2002</c> (docs/reference/warehouse-diagnostics.md).</summary>
    public string Code { get; }

    /// <summary>True where waiting may help: the server is away, or has no room at the moment. Else somebody must
    /// change something.</summary>
    public bool IsOutage => Code is "WHS2002" or "WHS2008" or "WHS2009";

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
