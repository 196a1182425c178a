using Huoshui.Policies;
using Huoshui.Portal.Layout;
using Huoshui.Registry;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Huoshui.Portal.Security;

/// <summary>Closes the pages of the register (policies/systems.yaml) to those who are not their audience, whatever
/// the page itself asks.</summary>
internal static class RegisterGuard
{
    public static void UseRegisterGuard(this WebApplication app)
    {
        var pages = app.Services.GetRequiredService<PolicyLibrary>().Systems.SelectMany(system => system.Pages)
            .Where(page => page.Path.Length > 1).OrderByDescending(page => page.Path.Length).ToList();
        app.Use(async (http, next) =>
        {
            var path = http.Request.Path;
            var page = pages.FirstOrDefault(one => path.StartsWithSegments(one.Path, StringComparison.OrdinalIgnoreCase));
            if (page is null || Menu.IsFor(Viewer.From(http.User), page))
                await next(http);
            else if (http.User.Identity?.IsAuthenticated == true)
                await http.ForbidAsync();
            else
                await http.ChallengeAsync();
        });
    }
}
