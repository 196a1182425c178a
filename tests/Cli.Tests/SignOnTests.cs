using System.Net;
using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary>Sign-in through an existing OpenID Connect provider: a real one, spoken to over HTTP.</summary>
public sealed class SignOnTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whom_the_provider_vouches_for_is_signed_in_as_the_account_of_that_name_and_nobody_else_is()
    {
        using var folder = await FilersFolder.CreateAsync(Stop);
        await folder.GoodAsync(Stop, "user", "add", "wang", "--role", "analyst", "--data", folder.Data);
        await using var provider = await IdentityProvider.StartAsync(Stop);
        var secret = Path.Combine(folder.Root, "secret");
        await File.WriteAllTextAsync(secret, IdentityProvider.Secret + "\n", Stop);
        await using var portal = await PortalProcess.StartAsync(folder.Data, Stop, new Dictionary<string, string>
        {
            ["HUOSHUI_OIDC_AUTHORITY"] = provider.Url,
            ["HUOSHUI_OIDC_CLIENT"] = IdentityProvider.Client,
            ["HUOSHUI_OIDC_SECRET_FILE"] = secret,
            ["HUOSHUI_OIDC_TITLE"] = "统一认证",
        });

        var (status, page) = await SignInAsync(portal.Url);
        Assert.True(status == HttpStatusCode.OK && page == "/account/password", $"{status} {page}\n{portal.Output}");
        provider.Person = "nobody-here";
        Assert.Equal((HttpStatusCode.OK, "/sign-in?failed=external"), await SignInAsync(portal.Url));
        (provider.Person, provider.IsForged) = ("wang", true);
        Assert.Equal((HttpStatusCode.OK, "/sign-in?failed=external"), await SignInAsync(portal.Url));
    }

    // A browser's way: the portal's form, the provider's page, the answer as a form, the page that was asked for.
    private static async Task<(HttpStatusCode Status, string Address)> SignInAsync(string portal)
    {
        using var visitor = new Visitor(portal);
        var start = await visitor.GoAsync("/sign-in?back=/account", cancellationToken: Stop);
        Assert.Contains("统一认证", start.Text, StringComparison.Ordinal);
        var form = Visitor.FormOf(start.Text, "/sign-in/external")!.Value;
        var consent = await visitor.GoAsync(form.Action, form.Fields, Stop);
        var answer = Visitor.FormOf(consent.Text, "/sign-in/external/answer");
        Assert.True(answer is not null, consent.ToString());
        var (status, address, _) = await visitor.GoAsync(answer.Value.Action, answer.Value.Fields, Stop);
        return (status, address);
    }
}
