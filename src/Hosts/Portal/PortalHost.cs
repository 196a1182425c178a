using Huoshui.AuditTree;
using Huoshui.Notices;
using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Presentation;
using Huoshui.Warehouse.Scripts.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Huoshui.Portal;

/// <summary>The portal: pages, API, uploads and (unless workers run apart) the queue of long work, in one
/// process.</summary>
public static class PortalHost
{
    private const string ProgramName = "huoshui";

    /// <summary>Prepares the store, listens, and returns when the process is asked to end.</summary>
    public static async Task RunAsync(PortalOptions options, CancellationToken cancellationToken = default)
    {
        await using var app = Build(options);
        await StartAsync(app, options, cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
    }

    /// <summary>Prepares the store and listens; the caller stops and disposes the application (tests do).</summary>
    public static async Task<WebApplication> StartAsync(PortalOptions options, CancellationToken cancellationToken = default)
    {
        var app = Build(options);
        await StartAsync(app, options, cancellationToken);
        return app;
    }

    private static async Task StartAsync(WebApplication app, PortalOptions options, CancellationToken cancellationToken)
    {
        await app.Services.GetRequiredService<OperationsDatabase>().PrepareAsync(cancellationToken);
        await app.StartAsync(cancellationToken);
        if (options.Started is { } started)
            await started(app.Urls.First(), app.Services);
    }

    private static WebApplication Build(PortalOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var folder = options.ProgramFolder ?? AppContext.BaseDirectory;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = ProgramName,
            ContentRootPath = folder,
            WebRootPath = Path.Combine(folder, "wwwroot"),
            EnvironmentName = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? Environments.Production,
        });
        builder.Configuration.AddInMemoryCollection(options.Settings);
        ProgramAssets.Use(builder, folder);
        builder.WebHost.UseUrls(options.Urls);
        builder.WebHost.ConfigureKestrel(PortalLimits.Configure);
        // What fails in these two is thrown, and told by who catches it.
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Critical);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error); // keys in clear: docs/operator says when to mind
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        builder.Services.AddHuoshui(options.Platform with { Models = ModelLoading.AtOnce });
        if (options.RunsJobs)
            builder.Services.AddOperationsWorkers().AddAuditTreeWorker().AddNoticeWorker();
        builder.Services.AddSingleton(new ScriptProgram(Path.Combine(folder, ProgramName)));
        builder.Services.AddPortal(options, builder.Configuration);
        var app = builder.Build();
        app.UsePortal(folder);
        return app;
    }
}
