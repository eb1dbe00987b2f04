using System.Collections.Concurrent;

namespace Tenon.Checking.Actors;

/// <summary>The names under which steps of actors are counted: by the types of messages.</summary>
internal static class KindName
{
    private static readonly ConcurrentDictionary<Type, string> Deliveries = new();
    private static readonly ConcurrentDictionary<Type, string> Drops = new();

    public static string Deliver(Type message) => Deliveries.GetOrAdd(message, static type => "Deliver " + type.Name);

    public static string Drop(Type message) => Drops.GetOrAdd(message, static type => "Drop " + type.Name);
}
