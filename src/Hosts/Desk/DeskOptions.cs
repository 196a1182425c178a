using Huoshui.Systems.CrossBorderData.Providing;

namespace Huoshui.Desk;

/// <summary>How a provider's desk is served.</summary>
public sealed record DeskOptions
{
    /// <summary>The address when none is given.</summary>
    public const string DefaultUrls = "http://127.0.0.1:7395";

    /// <summary>The provider at work.</summary>
    public required ProviderDesk Desk { get; init; }

    /// <summary>What opens it.</summary>
    public required DeskToken Token { get; init; }

    /// <summary>Where to listen, one address; port 0 takes a free one. Addresses of this machine only, unless
    /// <see cref="Hosts"/> names others.</summary>
    public string Urls { get; init; } = DefaultUrls;

    /// <summary>Names under which the desk is reached besides those of this machine, e.g. behind a proxy; none by
    /// default: other names, and addresses that others can reach, are refused.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>The clock; null for the machine's.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>Where the program and its static files lie; null for the folder of this program.</summary>
    public string? ProgramFolder { get; init; }

    /// <summary>Called once with the address when the desk listens.</summary>
    public Func<string, Task>? Started { get; init; }
}
