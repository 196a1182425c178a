namespace Huoshui.Portal;

/// <summary>How a portal is run.</summary>
public sealed record PortalOptions
{
    /// <summary>The address when none is given. Passkeys need a name rather than an address: use
    /// <c>http://localhost:5080</c> for them.</summary>
    public const string DefaultUrls = "http://127.0.0.1:5080";

    /// <summary>The data folder and the store.</summary>
    public required HuoshuiOptions Platform { get; init; }

    /// <summary>Addresses to listen on, separated by semicolons; port 0 takes a free one.</summary>
    public string Urls { get; init; } = DefaultUrls;

    /// <summary>Run queued jobs in this process too; false where workers run apart (<c>huoshui work</c>).</summary>
    public bool RunsJobs { get; init; } = true;

    /// <summary>Tries to sign in that one address has in a minute; then 429 with Retry-After.</summary>
    public int SignInsPerMinute { get; init; } = 30;

    /// <summary>Requests of one token of a machine in a minute; then 429 with Retry-After.</summary>
    public int RequestsPerTokenPerMinute { get; init; } = PortalLimits.RequestsPerTokenPerMinute;

    /// <summary>Settings that go before those of the environment (docs/operator/install.md); none by default.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Where the program and its static files lie; null for the folder of this program.</summary>
    public string? ProgramFolder { get; init; }

    /// <summary>Called once with the address when the portal listens, before it waits for its end.</summary>
    public Func<string, IServiceProvider, Task>? Started { get; init; }
}
