using Microsoft.EntityFrameworkCore;

namespace Huoshui.Operations;

/// <summary>
/// The tables that one folder contributes to the operations store. Register it with
/// <see cref="OperationsServices.AddModelPart{TPart}"/>. Stateless: the same part always gives the same tables.
/// </summary>
public interface IModelPart
{
    /// <summary>Adds this part's entities. Instants, dates and concurrency tokens follow from the store's
    /// conventions.</summary>
    /// <param name="model">The model of the whole store.</param>
    void Configure(ModelBuilder model);
}

/// <summary>An entity that two people may change at once: the second who saves gets a
/// <see cref="DbUpdateConcurrencyException"/>.</summary>
public interface IRevised
{
    /// <summary>Counts saves from 1; set by the store, never by hand.</summary>
    long Revision { get; set; }
}
