using System.Text.Encodings.Web;
using System.Text.Unicode;
using Huoshui.Policies;
using Huoshui.Portal.Audit;
using Huoshui.Portal.CrossBorder;
using Huoshui.Portal.Errors;
using Huoshui.Portal.Inbox;
using Huoshui.Portal.Institutions;
using Huoshui.Portal.Layout;
using Huoshui.Portal.Security;
using Huoshui.Portal.SignIn;
using Huoshui.Portal.Standard;
using Huoshui.Presentation;
using Huoshui.Systems;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.WebEncoders;

namespace Huoshui.Portal;

/// <summary>What the portal adds to the platform: pages, sign-in, guards, language, health.</summary>
internal static class PortalServices
{
    public static void AddPortal(this IServiceCollection services, PortalOptions options, IConfiguration configuration)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddCascadingAuthenticationState();
        services.AddHttpContextAccessor();
        services.AddLocalization();
        services.AddMemoryCache();
        services.Configure<WebEncoderOptions>(encoders => encoders.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        services.AddWebEncoders();
        services.Configure<RequestLocalizationOptions>(Localize);
        services.AddSignIn(configuration);
        services.AddAuthorizationBuilder().SetFallbackPolicy(
            new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddAntiforgery(forms =>
        {
            forms.Cookie.Name = "huoshui.form";
            forms.Cookie.SameSite = SameSiteMode.Strict;
            forms.Cookie.HttpOnly = true;
            forms.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            forms.HeaderName = "X-Huoshui-Form";
        });
        services.AddRateLimits(options);
        services.AddProblems();
        services.AddPortalHealth();
        services.AddApiDescription();
        services.AddTelemetry(configuration);
        services.AddProxies(configuration);
        services.AddSingleton<Menu>();
        services.AddSingleton<InstitutionList>();
        services.AddSingleton<FieldSearch>();
        services.AddHostedService<Warming>();
    }

    public static void UsePortal(this WebApplication app, string programFolder)
    {
        app.UseClientCertificates();
        app.UseForwardedHeaders();
        app.UseSecurityHeaders(app.Configuration);
        app.UseRequestLocalization();
        app.UseProblems();
        app.UseRouting();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseUnknownAddresses();
        app.UseSiteGuard();
        app.UseTokenScopes();
        app.UseAuthorization();
        app.UseRegisterGuard();
        app.UseFormLimit();
        app.UsePasswordDuty();
        app.UseAntiforgery();
        app.MapStaticAssets(ProgramAssets.Endpoints(programFolder)).AllowAnonymous();
        app.MapPortalHealth();
        app.MapApiDescription();
        app.MapLanguage();
        app.MapSignIn();
        app.MapAuditExport();
        app.MapStandardExport();
        app.MapInstitutionExport();
        app.MapShownTable();
        app.MapNotices();
        app.MapCrossBorderPage(app.Services.GetRequiredService<PolicyLibrary>);
        foreach (var module in Composition.Modules)
            module.MapEndpoints(app);
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null)
            .AddAdditionalAssemblies(typeof(ISystemModule).Assembly);
    }

    // Chinese unless the reader chose English: the browser's own wish is not asked, since the office machines say
    // anything.
    private static void Localize(RequestLocalizationOptions options)
    {
        options.SetDefaultCulture(PageLanguages.All[0]).AddSupportedCultures(PageLanguages.All)
            .AddSupportedUICultures(PageLanguages.All);
        options.RequestCultureProviders = [new PageLanguages.Choice()];
    }
}
