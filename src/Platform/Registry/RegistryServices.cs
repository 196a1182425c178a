using Huoshui.Operations;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Huoshui.Registry;

/// <summary>Registers the registry.</summary>
public static class RegistryServices
{
    private const int ShortestPassword = 12;
    private const int FailuresBeforeLockout = 5;
    private static readonly TimeSpan LockoutDuration = TimeSpan.FromMinutes(10);

    /// <summary>Adds institutions, profiles and districts, with their tables.</summary>
    public static IServiceCollection AddRegistry(this IServiceCollection services) =>
        services.AddModelPart<RegistryPart>().AddSingleton<InstitutionRegistry>().AddSingleton<DistrictRegistry>()
            .AddSingleton<ApiTokenDesk>();

    /// <summary>
    /// Adds accounts: Identity's managers over the operations store, the claims a <see cref="Viewer"/> reads, the
    /// rules for
    /// passwords and lock-out, and <see cref="AccountDirectory"/>. The portal adds sign-in to what is returned.
    /// </summary>
    public static IdentityBuilder AddAccounts(this IServiceCollection services)
    {
        services.AddScoped<AccountDirectory>().AddScoped<DemoAccounts>();
        return services.AddIdentityCore<Account>(identity =>
            {
                identity.Password.RequiredLength = ShortestPassword;
                identity.Password.RequireNonAlphanumeric = false;
                identity.Lockout.MaxFailedAccessAttempts = FailuresBeforeLockout;
                identity.Lockout.DefaultLockoutTimeSpan = LockoutDuration;
                identity.User.RequireUniqueEmail = false;
            })
            .AddRoles<AccountRole>()
            .AddEntityFrameworkStores<OperationsContext>()
            .AddClaimsPrincipalFactory<AccountClaims>();
    }
}
