using Huoshui.Operations.Leaves;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Huoshui.Operations;

/// <summary>The store's own tables and what every table has in common.</summary>
internal static class OperationsModel
{
    private const int NameLength = 200;

    public static void Configure(ModelBuilder model)
    {
        ConfigureAccounts(model);
        ConfigureAudit(model);
        ConfigureWork(model);
        model.Entity<NumberSequence>(sequence =>
        {
            sequence.ToTable("Sequences").HasKey(s => s.Name);
            sequence.Property(s => s.Name).HasMaxLength(NameLength);
        });
        model.Entity<DataProtectionKey>().ToTable("DataProtectionKeys");
    }

    /// <summary>Runs after every part: concurrency tokens, and no type that the two providers keep
    /// differently.</summary>
    public static void Finish(ModelBuilder model)
    {
        foreach (var entity in model.Model.GetEntityTypes())
        {
            if (typeof(IRevised).IsAssignableFrom(entity.ClrType))
                entity.FindProperty(nameof(IRevised.Revision))!.IsConcurrencyToken = true;
            var odd = entity.GetProperties().FirstOrDefault(p => IsUnportable(p.ClrType));
            if (odd is not null)
            {
                throw new InvalidOperationException(
                    $"{entity.ClrType.Name}.{odd.Name}: decimal and DateTime sort differently in SQLite and PostgreSQL; " +
                    "keep money as long 分, instants as DateTimeOffset and legal dates as DateOnly.");
            }
        }
    }

    private static bool IsUnportable(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain == typeof(decimal) || plain == typeof(DateTime) || plain == typeof(TimeSpan);
    }

    private static void ConfigureAccounts(ModelBuilder model)
    {
        model.Entity<Account>().ToTable("Accounts").HasIndex(a => a.InstitutionId);
        model.Entity<Account>().Property(a => a.DisplayName).HasMaxLength(NameLength);
        model.Entity<AccountRole>().ToTable("Roles");
        model.Entity<IdentityUserRole<Guid>>().ToTable("AccountRoles");
        model.Entity<IdentityUserClaim<Guid>>().ToTable("AccountClaims");
        model.Entity<IdentityUserLogin<Guid>>().ToTable("AccountLogins");
        model.Entity<IdentityUserToken<Guid>>().ToTable("AccountTokens");
        model.Entity<IdentityRoleClaim<Guid>>().ToTable("RoleClaims");
        model.Entity<IdentityUserPasskey<Guid>>().ToTable("AccountPasskeys");
        model.Entity<ApiToken>(token =>
        {
            token.ToTable("ApiTokens").HasIndex(t => t.TokenHash).IsUnique();
            token.HasOne<Account>().WithMany().HasForeignKey(t => t.AccountId);
        });
    }

    private static void ConfigureAudit(ModelBuilder model)
    {
        model.Entity<AuditEntry>(entry =>
        {
            entry.ToTable("AuditEntries").HasKey(e => e.Sequence);
            entry.Property(e => e.Sequence).ValueGeneratedNever();
            entry.HasIndex(e => e.At);
            entry.HasIndex(e => e.Subject);
            entry.HasIndex(e => e.Actor);
        });
        model.Entity<AuditLeaf>(leaf =>
        {
            leaf.ToTable("AuditLeaves").HasKey(l => l.Sequence);
            leaf.Property(l => l.Sequence).ValueGeneratedNever();
            leaf.Property(l => l.Kind).HasConversion<int>();
        });
        model.Entity<AuditTouch>(touch =>
        {
            touch.ToTable("AuditTouches").HasKey(t => t.Number);
            touch.Property(t => t.Number).ValueGeneratedOnAdd();
        });
    }

    private static void ConfigureWork(ModelBuilder model)
    {
        model.Entity<Job>(job =>
        {
            job.ToTable("Jobs").HasIndex(j => new { j.State, j.DueAt });
            job.HasIndex(j => j.Subject);
            job.Property(j => j.State).HasConversion<string>().HasMaxLength(20);
        });
        model.Entity<Lease>(lease =>
        {
            lease.ToTable("Leases").HasKey(l => l.Name);
            lease.Property(l => l.Name).HasMaxLength(NameLength);
        });
        model.Entity<OutboxMessage>().ToTable("OutboxMessages").HasIndex(m => new { m.DeliveredAt, m.DueAt });
    }
}

/// <summary>Two contexts with different parts have different models.</summary>
internal sealed class PartsModelCacheKeyFactory : IModelCacheKeyFactory
{
    public object Create(DbContext context, bool designTime) =>
        (context.GetType(), (context as OperationsContext)?.PartsKey, designTime);
}
