using Huoshui.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Huoshui.Portal.SignIn;

/// <summary>A password that somebody else set opens one page only: the one that changes it.</summary>
internal static class PasswordDuty
{
    private const string PasswordPage = "/account/password";

    public static void UsePasswordDuty(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (Sessions.AccountOf(http.User) is { } account && !IsOpen(http.Request.Path)
            && http.GetEndpoint() is not null && await IsDueAsync(http, account))
        {
            if (HttpMethods.IsGet(http.Request.Method))
                http.Response.Redirect(PasswordPage);
            else
                http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        await next(http);
    });

    private static bool IsOpen(PathString path) =>
        path.StartsWithSegments(PasswordPage, StringComparison.Ordinal)
        || path.StartsWithSegments("/sign-out", StringComparison.Ordinal)
        || path.StartsWithSegments("/language", StringComparison.Ordinal)
        || path.StartsWithSegments("/error", StringComparison.Ordinal)
        || path.StartsWithSegments("/_framework", StringComparison.Ordinal)
        || path.StartsWithSegments("/_blazor", StringComparison.Ordinal)
        || path.StartsWithSegments("/_content", StringComparison.Ordinal);

    private static async Task<bool> IsDueAsync(HttpContext http, Guid account)
    {
        var contexts = http.RequestServices.GetRequiredService<IDbContextFactory<OperationsContext>>();
        await using var context = await contexts.CreateDbContextAsync(http.RequestAborted);
        return await context.Users.AnyAsync(one => one.Id == account && one.MustChangePassword, http.RequestAborted);
    }
}
