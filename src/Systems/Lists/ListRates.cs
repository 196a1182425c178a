namespace Huoshui.Systems.Lists;

/// <summary>How often one reader may write here; the host keeps the policies.</summary>
public static class ListRates
{
    /// <summary>Name of the host's rate limit for objections.</summary>
    public const string Objections = "objections";

    /// <summary>Objections that one reader may send in a minute.</summary>
    public const int ObjectionsPerMinute = 10;
}
