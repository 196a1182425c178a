using System.Text.Encodings.Web;
using System.Text.Unicode;
using Huoshui.Desk.Layout;
using Huoshui.Presentation;
using Huoshui.Systems.CrossBorderData.Providing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.WebEncoders;

namespace Huoshui.Desk;

/// <summary>
/// <c>huoshui border desk</c>: the provider's pages and calls, on the provider's own machine (ADR 0018): documents,
/// names
/// and salts reach no other process.
/// </summary>
public static class DeskHost
{
    /// <summary>Listens, and returns when the process is asked to end.</summary>
    /// <exception cref="InvalidDataException">The address will not do.</exception>
    public static async Task RunAsync(DeskOptions options, CancellationToken cancellationToken)
    {
        await using var app = await StartAsync(options, cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
    }

    /// <summary>Listens; the caller stops and disposes the application (tests do).</summary>
    /// <inheritdoc cref="RunAsync" />
    public static async Task<WebApplication> StartAsync(DeskOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        DeskGuard.Check(options);
        var app = Build(options);
        await app.StartAsync(cancellationToken);
        if (options.Started is { } started)
            await started(app.Urls.First());
        return app;
    }

    private static WebApplication Build(DeskOptions options)
    {
        var folder = options.ProgramFolder ?? AppContext.BaseDirectory;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = "huoshui",
            ContentRootPath = folder,
            WebRootPath = Path.Combine(folder, "wwwroot"),
            EnvironmentName = Environments.Production,
        });
        ProgramAssets.Use(builder, folder);
        builder.WebHost.UseUrls(options.Urls);
        builder.WebHost.ConfigureKestrel(DeskBounds.Configure);
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        AddServices(builder.Services, options);
        var app = builder.Build();
        Use(app, options, folder);
        return app;
    }

    private static void AddServices(IServiceCollection services, DeskOptions options)
    {
        services.AddSingleton(options.Desk);
        services.AddSingleton(options.Token);
        services.AddSingleton(options.Clock ?? TimeProvider.System);
        services.AddHostedService<PublishingClock>();
        services.AddRazorComponents();
        services.AddCascadingAuthenticationState();
        services.AddHttpContextAccessor();
        services.AddLocalization();
        services.AddProblemDetails();
        services.Configure<WebEncoderOptions>(
            encoders => encoders.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        services.Configure<RequestLocalizationOptions>(DeskLanguage.Localize);
        services.Configure<Microsoft.AspNetCore.Http.Features.FormOptions>(
            forms => forms.MultipartBodyLengthLimit = DeskBounds.BodyBytes);
        services.AddRateLimiter(DeskBounds.Limit);
        services.AddDeskSession();
    }

    private static void Use(WebApplication app, DeskOptions options, string folder)
    {
        app.UseDeskGuard(options);
        app.UseRequestLocalization();
        app.UseExceptionHandler();
        app.UseRouting();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapStaticAssets(ProgramAssets.Endpoints(folder)).AllowAnonymous();
        app.MapLanguage();
        app.MapSignOut();
        app.MapGet("/held/{id}", Download);
        DeskApi.Map(app, DeskBounds.Issuing);
        app.MapRazorComponents<App>();
    }

    private static IResult Download(string id, ProviderDesk desk) => desk.Held.Find("page/" + id) is { } held
        ? Results.Bytes(
            held.Zip, "application/zip",
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"package-{held.Issued.Index}.zip"))
        : Results.LocalRedirect("/issued?gone=1");
}
