namespace Tenon.Metastore.Contract;

/// <summary>A store that is put under the contract. One test uses one of them.</summary>
public interface IStoreUnderTest
{
    /// <summary>Opens the store, which is empty at first; again, as another process would.</summary>
    public IMetastore Open(TimeProvider clock);

    /// <summary>Removes what <see cref="Open"/> made.</summary>
    public void Remove();
}
