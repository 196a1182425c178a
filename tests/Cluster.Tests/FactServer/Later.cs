namespace Huoshui.Cluster.Tests.FactServer;

/// <summary>Three days from now.</summary>
internal sealed class Later : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddDays(3);
}
