using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Huoshui.Portal.Security;
using Huoshui.Registry;
using Microsoft.AspNetCore.Authentication.Certificate;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Huoshui.Portal.SignIn;

/// <summary>
/// 客户端证书: a bank's machine signs in to the API by the certificate of its TLS connection, which ends at a proxy
/// named in <c>HUOSHUI_PROXIES</c> and comes on in a header (RFC 9440 in spirit, PEM as nginx escapes it). On when
/// <c>HUOSHUI_CLIENT_CA</c> names the authorities (PEM). Who a certificate is stands in
/// <c>HUOSHUI_CLIENT_CERTIFICATES</c> (<see cref="ClientCertificateList"/>). As with a token, a request that brings
/// one is judged by it alone; one that brings both is refused (API1004).
/// </summary>
internal static class ClientCertificates
{
    /// <summary>The scheme of certificates.</summary>
    public const string CertificateScheme = "certificate";

    private const string DefaultHeader = "X-Client-Certificate";
    private const int LongestHeader = 16 * 1024;
    private static readonly object Presented = new();

    public static bool IsConfigured(IConfiguration configuration) =>
        configuration["HUOSHUI_CLIENT_CA"] is { Length: > 0 };

    /// <summary>Whether a request to the API came with a certificate, good or bad, from a named proxy.</summary>
    public static bool Carries(HttpContext http) =>
        http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal) && http.Items.ContainsKey(Presented);

    /// <summary>Adds the scheme where it is configured.</summary>
    /// <exception cref="SettingException">The authorities or the list cannot be read.</exception>
    public static void AddClientCertificates(this IServiceCollection services, IConfiguration configuration)
    {
        if (!IsConfigured(configuration))
            return;
        var authorities = AuthoritiesOf(configuration["HUOSHUI_CLIENT_CA"]!);
        var list = new ClientCertificateList(configuration["HUOSHUI_CLIENT_CERTIFICATES"]
            ?? throw new SettingException(
                "HUOSHUI_CLIENT_CA 已设置，还须用 HUOSHUI_CLIENT_CERTIFICATES 指定证书名单 / "
                + "HUOSHUI_CLIENT_CERTIFICATES must name the list of certificates."));
        services.AddSingleton(list);
        services.AddAuthentication().AddCertificate(CertificateScheme, options =>
        {
            options.AllowedCertificateTypes = CertificateTypes.Chained;
            options.ChainTrustValidationMode = X509ChainTrustMode.CustomRootTrust;
            options.CustomTrustStore = authorities;
            options.AdditionalChainCertificates = authorities;
            options.RevocationMode = configuration["HUOSHUI_CLIENT_REVOCATION"] is "online"
                ? X509RevocationMode.Online
                : X509RevocationMode.NoCheck; // a closed network reaches no authority: the list is what revokes
            options.Events = new CertificateAuthenticationEvents { OnCertificateValidated = MatchAsync };
        });
    }

    /// <summary>Takes the certificate out of the header: from named proxies it is kept, from anybody else it is
    /// dropped. Stands before the forwarded headers, which hide who really called.</summary>
    public static void UseClientCertificates(this WebApplication app)
    {
        if (!IsConfigured(app.Configuration))
            return;
        var header = app.Configuration["HUOSHUI_CLIENT_CERTIFICATE_HEADER"] is { Length: > 0 } named
            ? named : DefaultHeader;
        var proxies = Proxies.Named(app.Configuration);
        app.Use((http, next) =>
        {
            var text = http.Request.Headers[header].ToString();
            http.Request.Headers.Remove(header);
            if (text.Length > 0 && IsOneOf(proxies, http.Connection.RemoteIpAddress))
            {
                http.Items[Presented] = true;
                http.Connection.ClientCertificate = Read(text);
            }

            return next(http);
        });
    }

    private static bool IsOneOf(IReadOnlyList<IPAddress> proxies, IPAddress? caller) =>
        caller is not null && proxies.Contains(caller.IsIPv4MappedToIPv6 ? caller.MapToIPv4() : caller);

    private static X509Certificate2? Read(string text)
    {
        try
        {
            return text.Length > LongestHeader ? null : X509Certificate2.CreateFromPem(Uri.UnescapeDataString(text));
        }
        catch (CryptographicException)
        {
            return null; // presented, and not one: refused
        }
    }

    private static X509Certificate2Collection AuthoritiesOf(string path)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(path);
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new SettingException(
                $"HUOSHUI_CLIENT_CA：无法读取 {path}：{exception.Message} / the authorities cannot be read.", exception);
        }

        return authorities.Count > 0
            ? authorities
            : throw new SettingException($"HUOSHUI_CLIENT_CA：{path} 中没有 PEM 证书 / there is no PEM certificate in it.");
    }

    private static async Task MatchAsync(CertificateValidatedContext context)
    {
        var services = context.HttpContext.RequestServices;
        var print = Convert.ToHexStringLower(context.ClientCertificate.GetCertHash(HashAlgorithmName.SHA256));
        var entry = services.GetRequiredService<ClientCertificateList>().Find(print);
        var viewer = entry is null
            ? null
            : await services.GetRequiredService<ApiTokenDesk>()
                .ViewerOfAsync(entry.Account, context.HttpContext.RequestAborted);
        if (entry is null || viewer?.InstitutionId is null)
        {
            context.Fail("The certificate is not in the list, or its account is disabled or of no institution.");
            return;
        }

        context.Principal = TokenSignIn.PrincipalOf(CertificateScheme, "certificate/" + print, viewer, entry.Scopes);
        context.Success();
    }
}
