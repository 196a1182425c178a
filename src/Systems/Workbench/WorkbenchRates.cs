namespace Huoshui.Systems.Workbench;

/// <summary>How often one reader may ask here; the host keeps the policies.</summary>
public static class WorkbenchRates
{
    /// <summary>Name of the host's rate limit for checks and proposals.</summary>
    public const string Checks = "vtl-checks";

    /// <summary>Checks and proposals of one reader in a minute: an editor asks whenever its writer pauses.</summary>
    public const int ChecksPerMinute = 240;

    /// <summary>Name of the host's rate limit for runs.</summary>
    public const string Runs = "vtl-runs";

    /// <summary>Runs of one reader in a minute.</summary>
    public const int RunsPerMinute = 30;
}
