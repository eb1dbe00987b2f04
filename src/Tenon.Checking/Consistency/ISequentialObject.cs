namespace Tenon.Checking.Consistency;

/// <summary>An object as it behaves when used by one thread: what histories of concurrent use are compared with. Immutable, equal by value.</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
/// <typeparam name="TOperation">The type of operations.</typeparam>
/// <typeparam name="TResult">The type of results, equal by value.</typeparam>
public interface ISequentialObject<TSelf, TOperation, TResult>
    where TSelf : ISequentialObject<TSelf, TOperation, TResult>, IEquatable<TSelf>
{
    /// <summary>The object after an operation, and what the operation returns.</summary>
    /// <param name="operation">The operation.</param>
    public (TSelf Next, TResult Result) Apply(TOperation operation);
}
