namespace Tenon.Storage.Contract;

/// <summary>A store that is put under the contract. One test uses one of them.</summary>
public interface IObjectStoreUnderTest
{
    /// <summary>The store, which is empty at first.</summary>
    public IObjectStore Store { get; }

    /// <summary>Leaves no room for another byte.</summary>
    /// <returns>A key under which an object may be begun; null if this cannot be done here.</returns>
    public ObjectKey? Fill();

    /// <summary>Removes what the test made.</summary>
    public void Remove();
}
