def handler(event, context):
    print("Called with", event)
    return {"message": f"Hello {event.get('name', 'world')}", "from": context.function_name}
