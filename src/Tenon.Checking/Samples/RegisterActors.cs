using Tenon.Checking.Actors;

namespace Tenon.Checking.Samples;

/// <summary>A client that writes a letter of its own, and then reads from the next server.</summary>
internal sealed class RegisterClient<TServer, TInternal>(int serverCount) : Actor<RegisterNode<TServer>, RegisterMessage<TInternal>, None>
    where TServer : notnull
    where TInternal : notnull
{
    public override RegisterNode<TServer> OnStart(Outbox<RegisterMessage<TInternal>, None> outbox)
    {
        int self = outbox.Self;
        outbox.Send(self % serverCount, new RegisterMessage<TInternal>.Put(self, (char)('A' + self - serverCount)));
        return new RegisterNode<TServer>.Client(self, 1);
    }

    public override RegisterNode<TServer> OnMessage(
        RegisterNode<TServer> state, int source, RegisterMessage<TInternal> message, Outbox<RegisterMessage<TInternal>, None> outbox)
    {
        RegisterNode<TServer>.Client client = (RegisterNode<TServer>.Client)state;
        switch (message)
        {
            case RegisterMessage<TInternal>.PutDone done when done.Request == client.Awaited:
                int request = (client.RequestCount + 1) * outbox.Self;
                outbox.Send((outbox.Self + client.RequestCount) % serverCount, new RegisterMessage<TInternal>.Get(request));
                return new RegisterNode<TServer>.Client(request, client.RequestCount + 1);
            case RegisterMessage<TInternal>.GetDone done when done.Request == client.Awaited:
                return new RegisterNode<TServer>.Client(-1, client.RequestCount + 1);
            default:
                return state;
        }
    }
}

/// <summary>A server; what it does is said by the model.</summary>
internal sealed class RegisterServer<TServer, TInternal>(RegisterModel<TServer, TInternal> model) : Actor<RegisterNode<TServer>, RegisterMessage<TInternal>, None>
    where TServer : notnull
    where TInternal : notnull
{
    public override RegisterNode<TServer> OnStart(Outbox<RegisterMessage<TInternal>, None> outbox) =>
        new RegisterNode<TServer>.Server(model.StartServer(outbox.Self));

    public override RegisterNode<TServer> OnMessage(
        RegisterNode<TServer> state, int source, RegisterMessage<TInternal> message, Outbox<RegisterMessage<TInternal>, None> outbox)
    {
        TServer before = ((RegisterNode<TServer>.Server)state).State;
        TServer after = model.Serve(before, source, message, outbox);
        return ReferenceEquals(before, after) ? state : new RegisterNode<TServer>.Server(after);
    }
}
