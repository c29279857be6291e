export default function Home() {
  return <h1>Events</h1>;
}
