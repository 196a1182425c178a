using Huoshui.Operations;
using Microsoft.EntityFrameworkCore.Design;

namespace Huoshui.Migrations.PostgreSql;

/// <summary>How <c>dotnet ef</c> (eng/migrations) makes the context; no database is opened.</summary>
internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<OperationsContext>
{
    public OperationsContext CreateDbContext(string[] args) => DesignTimeContext.Create(new OperationsOptions
    {
        DataFolder = Path.GetTempPath(),
        PostgreSql = "Host=design-time",
    });
}
