using Huoshui.Operations;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Huoshui.Portal.SignIn;

/// <summary>
/// Sign-in by password and TOTP, by passkey, by an existing sign-on (OpenID Connect);
/// machines by token or client certificate.
/// </summary>
internal static class SignInServices
{
    private static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan SecondFactorLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StampInterval = TimeSpan.FromMinutes(1);

    public static void AddSignIn(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<Sessions>();
        services.AddScoped<SignInLog>();
        var cookies = services.AddAuthentication(options =>
            {
                options.DefaultScheme = TokenSignIn.Either;
                options.DefaultSignInScheme = IdentityConstants.ExternalScheme;
            })
            .AddTokens()
            .AddIdentityCookies();
        cookies.ApplicationCookie!.Configure(ConfigureSession);
        cookies.TwoFactorUserIdCookie!.Configure(cookie => Harden(cookie, "huoshui.second", SecondFactorLimit));
        cookies.ExternalCookie!.Configure(cookie =>
        {
            Harden(cookie, "huoshui.external", SecondFactorLimit);
            cookie.Cookie.SameSite = SameSiteMode.Lax; // the answer comes from the other site
        });
        new IdentityBuilder(typeof(Account), typeof(AccountRole), services).AddSignInManager().AddDefaultTokenProviders();
        services.Configure<SecurityStampValidatorOptions>(options =>
        {
            options.ValidationInterval = StampInterval;
            options.OnRefreshingPrincipal = Sessions.KeepSessionAsync;
        });
        services.Configure<IdentityPasskeyOptions>(options =>
        {
            options.UserVerificationRequirement = "required";
            options.ResidentKeyRequirement = "preferred";
        });
        services.AddExternalSignOn(configuration);
        services.AddClientCertificates(configuration);
    }

    private static void ConfigureSession(CookieAuthenticationOptions cookie)
    {
        Harden(cookie, "huoshui.session", IdleLimit);
        cookie.SlidingExpiration = true;
        cookie.LoginPath = "/sign-in";
        cookie.LogoutPath = "/sign-out";
        cookie.AccessDeniedPath = "/error/403";
        cookie.ReturnUrlParameter = "back";
        cookie.Events = new SessionEvents();
    }

    private static void Harden(CookieAuthenticationOptions cookie, string name, TimeSpan lifetime)
    {
        cookie.Cookie.Name = name;
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Strict;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.ExpireTimeSpan = lifetime;
    }
}
