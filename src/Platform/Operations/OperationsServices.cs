using System.Security.Cryptography.X509Certificates;
using Huoshui.Operations.Backup;
using Huoshui.Operations.Leaves;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Huoshui.Operations;

/// <summary>Registers the operations store.</summary>
public static class OperationsServices
{
    private const int CommandTimeoutSeconds = 30;
    private const int AccountKeyLength = 128;

    /// <summary>
    /// Adds the store: <see cref="IDbContextFactory{TContext}"/>, <see cref="OperationsDatabase"/>,
    /// <see cref="JobQueue"/>,
    /// <see cref="LeaseStore"/> and the data-protection keys. Workers are added apart
    /// (<see cref="AddOperationsWorkers"/>).
    /// </summary>
    public static IServiceCollection AddOperations(this IServiceCollection services, OperationsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.Configure<IdentityOptions>(identity => // the model of accounts follows from these two
        {
            identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
            identity.Stores.MaxLengthForKeys = AccountKeyLength;
        });
        services.AddDbContextFactory<OperationsContext>(builder => Configure(builder, options));
        services.AddSingleton<OperationsDatabase>();
        services.AddSingleton<JobQueue>();
        services.AddSingleton<LeaseStore>();
        services.AddSingleton<DataBackup>();
        var keys = services.AddDataProtection().SetApplicationName("Huoshui").PersistKeysToDbContext<OperationsContext>();
        if (Certificate(options) is { } certificate)
            keys.ProtectKeysWithCertificate(certificate);
        return services;
    }

    /// <summary>Adds a folder's tables to the store. Adding the same part twice is harmless.</summary>
    public static IServiceCollection AddModelPart<TPart>(this IServiceCollection services)
        where TPart : class, IModelPart
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IModelPart, TPart>());
        return services;
    }

    /// <summary>Adds a table whose rows are stated by acts of the audit log: what changes in it is looked at.</summary>
    public static IServiceCollection AddAuditedTable(this IServiceCollection services, AuditedTable table) =>
        services.AddSingleton(table);

    /// <summary>Adds what follows from changes. Adding the same one twice is harmless.</summary>
    public static IServiceCollection AddChangeFollower<TFollower>(this IServiceCollection services)
        where TFollower : class, IChangeFollower
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IChangeFollower, TFollower>());
        return services;
    }

    /// <summary>Adds a kind of job that this process can do.</summary>
    public static IServiceCollection AddJobHandler<THandler>(this IServiceCollection services)
        where THandler : class, IJobHandler
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IJobHandler, THandler>());
        return services;
    }

    /// <summary>Makes this process run jobs and deliver messages while its host runs.</summary>
    public static IServiceCollection AddOperationsWorkers(this IServiceCollection services)
    {
        services.TryAddSingleton<JobWorker>();
        services.TryAddSingleton<OutboxDispatcher>();
        services.AddHostedService(provider => provider.GetRequiredService<JobWorker>());
        services.AddHostedService(provider => provider.GetRequiredService<OutboxDispatcher>());
        return services;
    }

    /// <summary>Points a context at the database of the options; also used by the design-time factories.</summary>
    public static DbContextOptionsBuilder Configure(DbContextOptionsBuilder builder, OperationsOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        builder.ReplaceService<IModelCacheKeyFactory, PartsModelCacheKeyFactory>();
        if (options.PostgreSql is { } connection)
        {
            return builder.UseNpgsql(
                connection,
                npgsql => npgsql.CommandTimeout(CommandTimeoutSeconds).MigrationsAssembly("Huoshui.Migrations.PostgreSql"));
        }

        var file = new SqliteConnectionStringBuilder
        {
            DataSource = options.SqlitePath,
            ForeignKeys = true,
            Pooling = true,
            DefaultTimeout = CommandTimeoutSeconds,
        };
        return builder.AddInterceptors(new SqliteDurability()).UseSqlite(
            file.ConnectionString,
            sqlite => sqlite.CommandTimeout(CommandTimeoutSeconds).MigrationsAssembly("Huoshui.Migrations.Sqlite"));
    }

    private static X509Certificate2? Certificate(OperationsOptions options)
    {
        if (options.KeyCertificatePath is not { } path)
            return null;
        var password = options.KeyCertificatePasswordFile is { } file ? File.ReadLines(file).FirstOrDefault() : null;
        return X509CertificateLoader.LoadPkcs12FromFile(path, password);
    }
}
