using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using NpgsqlTypes;

namespace Huoshui.Operations;

/// <summary>A column of rows that are written in bulk.</summary>
internal sealed class BulkColumn
{
    private static readonly ConcurrentDictionary<IEntityType, IReadOnlyList<BulkColumn>?> Known = new();

    private readonly Func<object, object?> _value;
    private readonly Func<object?, object?>? _convert;

    private BulkColumn(IProperty property, string name, NpgsqlDbType type)
    {
        var getter = property.GetGetter();
        (Name, Type, _value) = (name, type, getter.GetClrValue);
        _convert = property.GetTypeMapping().Converter?.ConvertToProvider;
    }

    public string Name { get; }

    public NpgsqlDbType Type { get; }

    /// <summary>The columns of a kind of rows; null if it is not written in bulk.</summary>
    public static IReadOnlyList<BulkColumn>? Of(IEntityType type) => Known.GetOrAdd(type, Read);

    /// <summary>The value of a row as the store keeps it; null for none.</summary>
    public object? Of(object row) => _value(row) is { } value ? _convert is null ? value : _convert(value) : null;

    private static IReadOnlyList<BulkColumn>? Read(IEntityType type)
    {
        if (type.GetTableName() is not { } name || type.IsOwned() || type.BaseType is not null
            || type.GetDirectlyDerivedTypes().Any() || type.GetComplexProperties().Any())
        {
            return null;
        }

        var table = StoreObjectIdentifier.Table(name, type.GetSchema());
        var found = new List<BulkColumn>();
        foreach (var property in type.GetProperties())
        {
            if (property.IsShadowProperty() || IsOfStore(property) || TypeOf(property) is not { } kept)
            {
                return null;
            }

            found.Add(new BulkColumn(property, property.GetColumnName(table)!, kept));
        }

        return found;
    }

    // An id that nobody gave is drawn when the row is added, not by the store.
    private static bool IsOfStore(IProperty property) =>
        property.ValueGenerated != ValueGenerated.Never && property.ClrType != typeof(Guid);

    private static NpgsqlDbType? TypeOf(IProperty property)
    {
        var kept = property.GetTypeMapping().Converter?.ProviderClrType ?? property.ClrType;
        var type = Nullable.GetUnderlyingType(kept) ?? kept;
        return type == typeof(string) ? NpgsqlDbType.Text
            : type == typeof(Guid) ? NpgsqlDbType.Uuid
            : type == typeof(long) ? NpgsqlDbType.Bigint
            : type == typeof(int) ? NpgsqlDbType.Integer
            : type == typeof(double) ? NpgsqlDbType.Double
            : type == typeof(bool) ? NpgsqlDbType.Boolean
            : type == typeof(DateOnly) ? NpgsqlDbType.Date
            : type == typeof(byte[]) ? NpgsqlDbType.Bytea
            : null;
    }
}
