using System.Collections.Concurrent;
using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Huoshui.Cli.Tests;

/// <summary>A provider of OpenID Connect Core 1.0 on this machine: discovery, keys, authorization code with PKCE, signed tokens.</summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    public const string Client = "huoshui";
    public const string Secret = "s3cret-of-the-client";

    private readonly RSA _key = RSA.Create(2048);
    private readonly RSA _otherKey = RSA.Create(2048);
    private readonly ConcurrentDictionary<string, (string Nonce, string Challenge)> _codes = new(StringComparer.Ordinal);
    private WebApplication? _app;

    /// <summary>Its address.</summary>
    public string Url { get; private set; } = string.Empty;

    /// <summary>Who is signed in there.</summary>
    public string Person { get; set; } = "wang";

    /// <summary>Signs with a key that is not among its published ones: a forger.</summary>
    public bool IsForged { get; set; }

    public static async Task<IdentityProvider> StartAsync(CancellationToken cancellationToken)
    {
        var provider = new IdentityProvider();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = provider._app = builder.Build();
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = provider.Url,
            authorization_endpoint = provider.Url + "/authorize",
            token_endpoint = provider.Url + "/token",
            jwks_uri = provider.Url + "/keys",
            response_types_supported = new[] { "code" },
            subject_types_supported = new[] { "public" },
            id_token_signing_alg_values_supported = new[] { "RS256" },
        }));
        app.MapGet("/keys", () => Results.Json(new { keys = new[] { provider.PublicKey() } }));
        app.MapGet("/authorize", provider.Authorize);
        app.MapPost("/token", provider.TokenAsync);
        await app.StartAsync(cancellationToken);
        provider.Url = app.Urls.Single();
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await _app!.DisposeAsync();
        _key.Dispose();
        _otherKey.Dispose();
    }

    private object PublicKey()
    {
        var key = _key.ExportParameters(includePrivateParameters: false);
        return new { kty = "RSA", use = "sig", alg = "RS256", kid = "one", n = Base64UrlEncoder.Encode(key.Modulus), e = Base64UrlEncoder.Encode(key.Exponent) };
    }

    // Somebody is signed in here already: the answer goes back at once, as a form (OAuth 2.0 Form Post Response Mode).
    private IResult Authorize(HttpRequest request)
    {
        var query = request.Query;
        if (query["client_id"] != Client || query["code_challenge_method"] != "S256" || !query["scope"].ToString().Contains("openid", StringComparison.Ordinal))
            return Results.BadRequest();
        var code = RandomNumberGenerator.GetHexString(32);
        _codes[code] = (query["nonce"].ToString(), query["code_challenge"].ToString());
        string Hidden(string name, string value) => $"<input type=\"hidden\" name=\"{name}\" value=\"{WebUtility.HtmlEncode(value)}\"/>";
        return Results.Content(
            $"<form method=\"post\" action=\"{WebUtility.HtmlEncode(query["redirect_uri"])}\">{Hidden("code", code)}{Hidden("state", query["state"].ToString())}</form>",
            "text/html");
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        if (form["client_id"] != Client || form["client_secret"] != Secret || !_codes.TryRemove(form["code"].ToString(), out var asked)
            || Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != asked.Challenge)
        {
            return Results.BadRequest(new { error = "invalid_grant" });
        }

        var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Url,
            Audience = Client,
            Subject = new ClaimsIdentity([new Claim("sub", "sub-" + Person), new Claim("preferred_username", Person), new Claim("nonce", asked.Nonce)]),
            SigningCredentials = new SigningCredentials(
                new RsaSecurityKey(IsForged ? _otherKey : _key) { KeyId = "one" }, SecurityAlgorithms.RsaSha256),
        });
        return Results.Json(new { access_token = "a", token_type = "Bearer", expires_in = 60, id_token = token });
    }
}
