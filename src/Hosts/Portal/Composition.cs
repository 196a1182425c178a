using Huoshui.AuditTree;
using Huoshui.Casework;
using Huoshui.Documents;
using Huoshui.Notices;
using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Policies.Unmasking;
using Huoshui.Registry;
using Huoshui.Systems;
using Huoshui.Systems.CrossBorderData.Watching;
using Huoshui.Systems.OnlineLoans;
using Huoshui.Warehouse;
using Huoshui.Warehouse.ClickHouse;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Huoshui.Portal;

/// <summary>What every process on one data folder has in common.</summary>
public sealed record HuoshuiOptions
{
    /// <summary>The data folder (<c>--data DIR</c>), an absolute path.</summary>
    public required string DataFolder { get; init; }

    /// <summary>An Npgsql connection string; null means the embedded SQLite in the data folder.</summary>
    public string? PostgreSql { get; init; }

    /// <summary>The folder <c>policies</c>; null to look for it (<see cref="PolicyLibrary.FindFolder"/>).</summary>
    public string? PoliciesFolder { get; init; }

    /// <summary>When the models of decisions are compiled; the portal does it at the start.</summary>
    public ModelLoading Models { get; init; } = ModelLoading.WhenAsked;

    /// <summary>The bank that lends here, and where its sources answer; by default nobody lends.</summary>
    public LoanOptions Loans { get; init; } = new();

    /// <summary>Which nodes of the cross-border logs are watched; null for those that <c>crossborder/nodes.json</c> of
    /// the
    /// data folder names.</summary>
    public BorderOptions? Border { get; init; }

    /// <summary>The clock of everything; null for the machine's.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>The limits of reading and checking facts.</summary>
    public WarehouseOptions Warehouse { get; init; } = new();

    /// <summary>Where partial results of figures are computed; null for the embedded engine.</summary>
    public FactServers? Facts { get; init; }

    /// <summary>How notices leave the portal; by default they do not.</summary>
    public NoticeOptions Notices { get; init; } = new();

    /// <summary>Where the audit tree lies and how often it is signed; null for the defaults of the data
    /// folder.</summary>
    public AuditTreeOptions? Audit { get; init; }

    /// <summary>A PKCS#12 file whose certificate encrypts the data-protection keys; null leaves them in clear in the
    /// store.</summary>
    public string? KeyCertificatePath { get; init; }

    /// <summary>A file whose first line is the password of <see cref="KeyCertificatePath"/>; null means none.</summary>
    public string? KeyCertificatePasswordFile { get; init; }

    /// <summary>
    /// Options from the environment for a data folder: <c>HUOSHUI_POSTGRESQL</c> or <c>HUOSHUI_POSTGRESQL_FILE</c>
    /// (its first
    /// line), <c>HUOSHUI_POLICIES</c>, <c>HUOSHUI_KEY_CERTIFICATE</c>, <c>HUOSHUI_KEY_CERTIFICATE_PASSWORD_FILE</c>,
    /// <c>HUOSHUI_BORDER_NODES</c>, <c>HUOSHUI_FACTS…</c>.
    /// </summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="facts">Where facts are computed, before <c>HUOSHUI_FACTS</c>; null leaves it to that.</param>
    public static HuoshuiOptions FromEnvironment(string dataFolder, string? facts = null) => new()
    {
        Facts = FactSettings.From(facts, Setting),
        DataFolder = Path.GetFullPath(dataFolder),
        PostgreSql = Connection(Setting("HUOSHUI_POSTGRESQL") ?? FirstLine(Setting("HUOSHUI_POSTGRESQL_FILE"))),
        PoliciesFolder = Setting("HUOSHUI_POLICIES"),
        Loans = new LoanOptions
        {
            LenderId = Setting("HUOSHUI_LOAN_LENDER"),
            Sources = Address("HUOSHUI_LOAN_SOURCES"),
        },
        Notices = NoticeSettings.From(Setting),
        Border = Setting("HUOSHUI_BORDER_NODES") is { } nodes
            ? new BorderOptions { NodesFile = Path.GetFullPath(nodes) } : null,
        Audit = AuditSettings.From(Path.GetFullPath(dataFolder), Setting),
        KeyCertificatePath = Setting("HUOSHUI_KEY_CERTIFICATE"),
        KeyCertificatePasswordFile = Setting("HUOSHUI_KEY_CERTIFICATE_PASSWORD_FILE"),
    };

    private static string? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static Uri? Address(string name)
    {
        if (Setting(name) is not { } text)
            return null;
        return Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? address
            : throw new SettingException(
                $"{name} 应为网址，如 https://sources.bank.example/ / must be an address such as https://sources.bank.example/");
    }

    // The text itself may hold a password: it is not shown.
    private static string? Connection(string? text)
    {
        try
        {
            _ = text is null ? null : new NpgsqlConnectionStringBuilder(text);
            return text;
        }
        catch (ArgumentException exception)
        {
            throw new SettingException(
                "HUOSHUI_POSTGRESQL 不是有效的连接串，应如 Host=…;Username=…;Database=… / is no connection string; "
                + "expected Host=…;Username=…;Database=…", exception);
        }
    }

    private static string? FirstLine(string? path) => path is null ? null : File.ReadLines(path).FirstOrDefault();
}

/// <summary>The one place where the floors and the systems are put together, for the portal, workers and the command
/// line.</summary>
public static class Composition
{
    /// <summary>Every system, in the order of the register; a new system adds its line here and nowhere else.</summary>
    public static IReadOnlyList<ISystemModule> Modules { get; } =
    [
        new Systems.Returns.ReturnsModule(),
        new Systems.Indicators.IndicatorsModule(),
        new Systems.Workbench.WorkbenchModule(),
        new Systems.Products.ProductsModule(),
        new Systems.OnlineLoans.OnlineLoansModule(),
        new Systems.Visits.VisitsModule(),
        new Systems.Lists.ListsModule(),
        new Systems.FirstLoans.FirstLoansModule(),
        new Systems.Campaigns.CampaignsModule(),
        new Systems.CrossBorderData.CrossBorderDataModule(),
    ];

    /// <summary>Adds the operations store, the registry, the packs, the warehouse and every system.</summary>
    public static IServiceCollection AddHuoshui(this IServiceCollection services, HuoshuiOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        services.AddSingleton(options);
        if (options.Clock is { } clock)
            services.AddSingleton(clock);
        services.AddOperations(new OperationsOptions
        {
            DataFolder = options.DataFolder,
            PostgreSql = options.PostgreSql,
            UseMigrations = true,
            KeyCertificatePath = options.KeyCertificatePath,
            KeyCertificatePasswordFile = options.KeyCertificatePasswordFile,
        });
        services.AddAuditTree(options.Audit ?? AuditTreeOptions.Of(options.DataFolder));
        services.AddRegistry();
        services.AddAccounts();
        services.AddSingleton(_ => PolicyLibrary.Load(
            options.PoliciesFolder ?? PolicyLibrary.FindFolder(), options.Models));
        services.AddSingleton<UnmaskDesk>();
        services.AddModelPart<FactsModelPart>();
        services.AddModelPart<DocumentsPart>();
        services.AddCasework();
        services.AddNotices(options.Notices);
        services.AddSingleton<WaitingNotices>();
        services.AddSingleton<FindStanding>(static provider => provider.GetRequiredService<WaitingNotices>().OfAsync);
        services.AddSingleton(options.Warehouse);
        if (options.Facts is { } facts)
        {
            services.AddSingleton(p => new FactDatabase(
                facts, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<FactDatabase>>()));
            services.AddSingleton<FactSweep>();
        }

        services.AddSingleton<Stager>();
        services.AddSingleton<CheckRunner>();
        services.AddSingleton(options.Loans);
        services.AddSingleton(options.Border
            ?? new BorderOptions { NodesFile = Path.Combine(options.DataFolder, "crossborder", "nodes.json") });
        foreach (var module in Modules)
            module.AddServices(services);
        return services;
    }
}
