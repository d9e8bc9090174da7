export const handler = async (event, context) => {
  console.log('Called with', event)
  return { message: `Hello ${event.name ?? 'world'}`, from: context.functionName }
}
